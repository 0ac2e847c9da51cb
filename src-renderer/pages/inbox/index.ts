import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { InboxIcon } from '../../components/index.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/inbox',
  component: lazyRouteComponent(() => import('./inbox-page.tsx'), 'InboxPage'),
})

/** Reached from the top bar, so it has no line in the rail. */
export const inboxPage = {
  route,
  commands: [
    {
      id: 'go./inbox',
      label: 'Inbox',
      words: 'go to open what happened news',
      path: '/inbox',
      keys: 'g n',
      icon: InboxIcon,
    },
  ],
} as const satisfies PageRecord
