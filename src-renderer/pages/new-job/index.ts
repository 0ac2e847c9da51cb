import { createRoute } from '@tanstack/react-router'
import { createElement, type ReactNode } from 'react'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { NewJobPage } from './new-job-page.tsx'
import { readNewJobSearch } from './search.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/jobs/new',
  validateSearch: readNewJobSearch,
  component: Page,
})

// The type of the route must not hang on that of its component, which asks the route.
function Page(): ReactNode {
  const search = route.useSearch()
  // Another source is another form: what was typed for the one before must not stay.
  return createElement(NewJobPage, { key: search.from ?? '', search })
}

export const newJobPage = { route } as const satisfies PageRecord
