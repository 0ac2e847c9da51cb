import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { readNewJobSearch } from './search.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs/new',
  validateSearch: readNewJobSearch,
  component: lazyRouteComponent(() => import('./new-job-page.tsx'), 'NewJobRoute'),
})

export const newJobPage = { route } as const satisfies PageRecord
