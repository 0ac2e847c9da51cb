import { createRoute } from '@tanstack/react-router'
import { createElement, type ReactNode } from 'react'
import { type PageRecord, rootRoute, useUnseenFailures } from '../../app/index.ts'
import { JobsIcon } from '../../components/index.ts'
import { JobsPage } from './jobs-page.tsx'
import { readJobsSearch } from './search.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs',
  validateSearch: readJobsSearch,
  component: Page,
})

// The type of the route must not hang on that of its component, which asks the route.
function Page(): ReactNode {
  return createElement(JobsPage, { search: route.useSearch() })
}

export const jobsPage = {
  route,
  rail: { group: 'Work', label: 'Jobs', path: '/jobs', icon: JobsIcon, key: 'j', useBadge: useUnseenFailures },
} as const satisfies PageRecord
