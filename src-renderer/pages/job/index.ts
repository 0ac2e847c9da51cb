import { createRoute } from '@tanstack/react-router'
import { createElement, type ReactNode } from 'react'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { JobPage } from './job-page.tsx'
import { readJobSearch } from './search.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs/$id',
  validateSearch: readJobSearch,
  component: Page,
})

// The type of the route must not hang on that of its component, which asks the route.
function Page(): ReactNode {
  const { id } = route.useParams()
  return createElement(JobPage, { key: id, id, search: route.useSearch() })
}

export const jobPage = { route } as const satisfies PageRecord
