import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { readJobSearch } from './search.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs/$id',
  validateSearch: readJobSearch,
  component: lazyRouteComponent(() => import('./job-page.tsx'), 'JobRoute'),
})

export const jobPage = { route } as const satisfies PageRecord
