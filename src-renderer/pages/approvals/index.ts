import { useQuery } from '@tanstack/react-query'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { formatCount } from '#schemas/format'
import { pendingApprovalsQuery, type PageRecord, rootRoute, useClient } from '../../app/index.ts'
import { AskIcon } from '../../components/index.ts'
import { approvalsSearchSchema } from './search.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/approvals',
  component: lazyRouteComponent(() => import('./approvals-page.tsx'), 'ApprovalsPage'),
  validateSearch: approvalsSearchSchema,
})

function useBadge() {
  const count = useQuery(pendingApprovalsQuery(useClient())).data ?? 0
  if (count === 0) return undefined
  return {
    count,
    label: count === 1 ? '1 approval waits for you' : `${formatCount(count)} approvals wait for you`,
    tone: 'ask' as const,
  }
}

export const approvalsPage = {
  route,
  rail: {
    group: 'Decide',
    label: 'Approvals',
    path: '/approvals',
    icon: AskIcon,
    key: 'a',
    words: 'approve reject ask grants requests',
    useBadge,
  },
} as const satisfies PageRecord
