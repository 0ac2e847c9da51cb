import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { EndpointIcon } from '../../components/index.ts'
import { readEndpointsSearch } from './search.ts'
import { useEndpointsBadge } from './use-endpoints.ts'

export { EndpointFacts } from './endpoint-facts.tsx'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/endpoints',
  validateSearch: readEndpointsSearch,
  component: lazyRouteComponent(() => import('./endpoints-page.tsx'), 'EndpointsPage'),
})

export const endpointsPage = {
  route,
  rail: {
    group: 'Machines',
    label: 'Endpoints',
    path: '/endpoints',
    icon: EndpointIcon,
    key: 'e',
    words: 'models servers openai llm latency key probe',
    useBadge: useEndpointsBadge,
  },
  commands: [
    {
      id: 'endpoints.add',
      label: 'Add endpoint',
      words: 'model server',
      path: '/endpoints?add=true',
      icon: EndpointIcon,
    },
  ],
} as const satisfies PageRecord
