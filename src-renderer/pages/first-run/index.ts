import { createRoute } from '@tanstack/react-router'
import { createElement, type ReactNode } from 'react'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { PlayIcon } from '../../components/index.ts'
import { FirstRun } from './first-run.tsx'
import { readFirstRunSearch } from './steps.ts'

export { AddWorkspace } from './add-workspace.tsx'
export { FirstRunCard } from './first-run-card.tsx'
export { useFirstRun } from './use-first-run.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/first-run',
  validateSearch: readFirstRunSearch,
  component: Page,
})

// The type of the route must not hang on that of its component, which asks the route.
function Page(): ReactNode {
  return createElement(FirstRun, { search: route.useSearch() })
}

export const firstRunPage = {
  route,
  commands: [
    {
      id: 'first-run.begin',
      label: 'Go through the first run',
      words: 'demo tutorial begin start help',
      path: '/first-run',
      icon: PlayIcon,
    },
  ],
} as const satisfies PageRecord
