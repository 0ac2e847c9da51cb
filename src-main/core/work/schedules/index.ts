export type { FiringRow } from './firing-table.ts'
export type { ScheduleRow, ScheduleTable } from './schedule-table.ts'
export { createScheduling, type Scheduling, type SchedulingDeps } from './scheduling.ts'
export type { ScheduleLinks, Schedules } from './schedules.ts'
