import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { SendIcon } from '../../components/index.ts'
import { readOutboxSearch } from './search.ts'
import { useOutboxBadge } from './use-outbox.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/outbox',
  validateSearch: readOutboxSearch,
  component: lazyRouteComponent(() => import('./outbox-page.tsx'), 'OutboxPage'),
})

export const outboxPage = {
  route,
  rail: {
    group: 'Work',
    label: 'Outbox',
    path: '/outbox',
    icon: SendIcon,
    key: 'u',
    words: 'deliveries news webhook telegram discord notices aliases dead letter send',
    useBadge: useOutboxBadge,
  },
  commands: [
    {
      id: 'aliases.add',
      label: 'Add alias',
      words: 'webhook telegram discord file',
      path: '/outbox?add=true',
      icon: SendIcon,
    },
  ],
} as const satisfies PageRecord
