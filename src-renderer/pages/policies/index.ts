import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { PolicyIcon } from '../../components/index.ts'
import { readPoliciesSearch } from './search.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/policies',
  component: lazyRouteComponent(() => import('./policies-page.tsx'), 'PoliciesPage'),
  validateSearch: readPoliciesSearch,
})

export const policiesPage = {
  route,
  rail: {
    group: 'Proof',
    label: 'Policies',
    path: '/policies',
    icon: PolicyIcon,
    key: 'p',
    words: 'presets rules approval asks allowed network budgets',
  },
  commands: [
    {
      id: 'policies.addRule',
      label: 'Add approval rule',
      words: 'ask approve require policy',
      path: '/policies?rule=new',
    },
  ],
} as const satisfies PageRecord
