import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { PlayIcon } from '../../components/index.ts'
import { readFirstRunSearch } from './steps.ts'

export { AddWorkspace } from './add-workspace.tsx'
export { FirstRunCard } from './first-run-card.tsx'
export { useFirstRun } from './use-first-run.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/first-run',
  validateSearch: readFirstRunSearch,
  component: lazyRouteComponent(() => import('./first-run.tsx'), 'FirstRun'),
})

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
