import { useQuery } from '@tanstack/react-query'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { formatCount } from '#schemas/format'
import { type PageRecord, rootRoute, statusQuery, useClient } from '../../app/index.ts'
import { PageAskIcon } from '../../components/index.ts'
import { reviewSearchSchema } from './search.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/review',
  component: lazyRouteComponent(() => import('./review-page.tsx'), 'ReviewPage'),
  validateSearch: reviewSearchSchema,
})

function useBadge() {
  const { data } = useQuery(statusQuery(useClient()))
  if (data === undefined || data.needs_review === 0) return undefined
  const count = data.needs_review
  return {
    count,
    label: count === 1 ? '1 artifact needs review' : `${formatCount(count)} artifacts need review`,
    tone: 'ask' as const,
  }
}

export const reviewPage = {
  route,
  rail: {
    group: 'Decide',
    label: 'Review',
    path: '/review',
    icon: PageAskIcon,
    key: 'r',
    words: 'artifacts promote accept reject',
    useBadge,
  },
} as const satisfies PageRecord
