import { createRoute } from '@tanstack/react-router'
import { createElement, type ReactNode } from 'react'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { EndpointIcon } from '../../components/index.ts'
import { EndpointsPage } from './endpoints-page.tsx'
import { readEndpointsSearch } from './search.ts'
import { useEndpointsBadge } from './use-endpoints.ts'

export { EndpointFacts } from './endpoint-facts.tsx'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/endpoints',
  validateSearch: readEndpointsSearch,
  component: Page,
})

// The type of the route must not hang on that of its component, which asks the route.
function Page(): ReactNode {
  return createElement(EndpointsPage, { search: route.useSearch() })
}

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
