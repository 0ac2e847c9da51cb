import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { AgentIcon } from '../../components/index.ts'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { readAgentsSearch } from './search.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agents',
  validateSearch: readAgentsSearch,
  component: lazyRouteComponent(() => import('./agents-page.tsx'), 'AgentsPage'),
})

export const agentsPage = {
  route,
  rail: {
    group: 'Knowledge',
    label: 'Agents',
    path: '/agents',
    icon: AgentIcon,
    key: 'i',
    words: 'messages groups teams capabilities heartbeat stuck spawn',
  },
  commands: [
    { id: 'agents.add', label: 'Register agent', path: '/agents?open=agent', icon: AgentIcon },
    { id: 'messages.send', label: 'Send message', words: 'steer agent', path: '/agents?open=message', icon: AgentIcon },
  ],
} as const satisfies PageRecord
