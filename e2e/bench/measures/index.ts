export type { Figures, Measure, Place } from './figures.ts'

/** Every measurement, each loaded only in the process that takes it. */
export const measures = {
  'raw-sqlite': () => import('./raw-sqlite.ts'),
  enqueue: () => import('./enqueue.ts'),
  'peer-enqueue': () => import('./peer-enqueue.ts'),
  drain: () => import('./drain.ts'),
  'peer-drain': () => import('./peer-drain.ts'),
  pickup: () => import('./pickup.ts'),
  approval: () => import('./approval.ts'),
  schedules: () => import('./schedules.ts'),
  'peer-pickup': () => import('./peer-pickup.ts'),
  idle: () => import('./idle.ts'),
  fill: () => import('./fill.ts'),
  'in-front': () => import('./in-front.ts'),
  'many-jobs': () => import('./many-jobs.ts'),
  events: () => import('./events.ts'),
  output: () => import('./output.ts'),
  log: () => import('./log.ts'),
  repository: () => import('./repository.ts'),
  'repo-index': () => import('./repo-index.ts'),
  commands: () => import('./commands.ts'),
  spawn: () => import('./spawn.ts'),
  start: () => import('./start.ts'),
  console: () => import('./console.ts'),
  'console-list': () => import('./console-list.ts'),
  memory: () => import('./memory.ts'),
  'desktop-start': () => import('./desktop-start.ts'),
  'desktop-idle': () => import('./desktop-idle.ts'),
  'desktop-kill': () => import('./desktop-kill.ts'),
} as const

export type MeasureName = keyof typeof measures
