import type { Benchmark } from '../plan.ts'
import { approvals } from './approvals.ts'
import { consoleList } from './console.ts'
import { desktop } from './desktop.ts'
import { drain } from './drain.ts'
import { enqueue } from './enqueue.ts'
import { log } from './log.ts'
import { manyJobs } from './many-jobs.ts'
import { memory } from './memory.ts'
import { pickup } from './pickup.ts'
import { realWork } from './real-work.ts'
import { sandbox } from './sandbox.ts'
import { schedules } from './schedules.ts'
import { slowDisk } from './slow-disk.ts'
import { start } from './start.ts'
import { streams } from './streams.ts'

/** Every benchmark by the name it is asked for, in the order of the targets. */
export const benchmarks = {
  enqueue,
  drain,
  pickup,
  approvals,
  schedules,
  'many-jobs': manyJobs,
  streams,
  log,
  'real-work': realWork,
  sandbox,
  start,
  console: consoleList,
  memory,
  desktop,
  'slow-disk': slowDisk,
} as const satisfies Record<string, Benchmark>

export type BenchmarkName = keyof typeof benchmarks
