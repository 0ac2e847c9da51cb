import { createRoute } from '@tanstack/react-router'
import { createElement, type ReactNode } from 'react'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { OverviewIcon } from '../../components/index.ts'
import { Overview } from './overview.tsx'
import { readOverviewSearch } from './search.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: readOverviewSearch,
  component: Page,
})

// The type of the route must not hang on that of its component, which asks the route.
function Page(): ReactNode {
  return createElement(Overview, { search: route.useSearch() })
}

export const overviewPage = {
  route,
  rail: { group: 'Work', label: 'Overview', path: '/', icon: OverviewIcon, key: 'o', words: 'home start charts' },
} as const satisfies PageRecord
