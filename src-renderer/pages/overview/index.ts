import { createRoute } from '@tanstack/react-router'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { OverviewIcon } from '../../components/index.ts'
import { Overview } from './overview.tsx'

const route = createRoute({ getParentRoute: () => rootRoute, path: '/', component: Overview })

export const overviewPage = {
  route,
  rail: { group: 'Work', label: 'Overview', path: '/', icon: OverviewIcon, key: 'o' },
} as const satisfies PageRecord
