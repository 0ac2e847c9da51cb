import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { ShieldIcon } from '../../components/index.ts'
import { readSandboxSearch } from './search.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sandbox',
  component: lazyRouteComponent(() => import('./sandbox-page.tsx'), 'SandboxPage'),
  validateSearch: readSandboxSearch,
})

export const sandboxPage = {
  route,
  rail: {
    group: 'Proof',
    label: 'Sandbox',
    path: '/sandbox',
    icon: ShieldIcon,
    key: 'b',
    words: 'promises self-test bubblewrap level enforced',
  },
} as const satisfies PageRecord
