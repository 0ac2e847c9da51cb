import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type PageRecord, rootRoute } from '../../../app/index.ts'
import { readCompareSearch } from './search.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs/$id/compare',
  validateSearch: readCompareSearch,
  component: lazyRouteComponent(() => import('./compare-page.tsx'), 'CompareRoute'),
})

export const compareJobPage = { route } as const satisfies PageRecord
