import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { SchedulesIcon } from '../../components/index.ts'
import { readChainSearch, readNewScheduleSearch, readScheduleSearch, readSchedulesSearch } from './search.ts'
import { useSchedulesBadge } from './use-badge.ts'

export { NextSchedule } from './next-schedule.tsx'
export { OriginLine } from './origin-line.tsx'
export { useTripped } from './use-badge.ts'

const getParentRoute = () => rootRoute

const listRoute = createRoute({
  getParentRoute,
  path: '/schedules',
  validateSearch: readSchedulesSearch,
  component: lazyRouteComponent(() => import('./schedules-page.tsx'), 'SchedulesRoute'),
})

const newRoute = createRoute({
  getParentRoute,
  path: '/schedules/new',
  validateSearch: readNewScheduleSearch,
  component: lazyRouteComponent(() => import('./editor/editor-page.tsx'), 'NewScheduleRoute'),
})

const oneRoute = createRoute({
  getParentRoute,
  path: '/schedules/$id',
  validateSearch: readScheduleSearch,
  component: lazyRouteComponent(() => import('./schedule-page.tsx'), 'ScheduleRoute'),
})

const editRoute = createRoute({
  getParentRoute,
  path: '/schedules/$id/edit',
  component: lazyRouteComponent(() => import('./editor/editor-page.tsx'), 'EditScheduleRoute'),
})

const chainRoute = createRoute({
  getParentRoute,
  path: '/chains/$id',
  validateSearch: readChainSearch,
  component: lazyRouteComponent(() => import('./chain/chain-page.tsx'), 'ChainRoute'),
})

export const schedulesPage = {
  route: listRoute,
  rail: {
    group: 'Work',
    label: 'Schedules',
    path: '/schedules',
    also: '/chains',
    icon: SchedulesIcon,
    key: 's',
    words: 'cron timer calendar interval chain recurring firings next',
    useBadge: useSchedulesBadge,
  },
  commands: [
    {
      id: 'schedules.add',
      label: 'Add schedule',
      words: 'cron timer recurring chain',
      path: '/schedules/new',
      icon: SchedulesIcon,
    },
    {
      id: 'schedules.tripped',
      label: 'Schedules their breaker stopped',
      words: 'tripped failures',
      path: '/schedules?state=tripped',
    },
  ],
} as const satisfies PageRecord

export const newSchedulePage = { route: newRoute } as const satisfies PageRecord

export const schedulePage = { route: oneRoute } as const satisfies PageRecord

export const editSchedulePage = { route: editRoute } as const satisfies PageRecord

/** A chain belongs to none of its schedules more than to the others, so it has an address of its own; `id` is any of them. */
export const chainPage = { route: chainRoute } as const satisfies PageRecord
