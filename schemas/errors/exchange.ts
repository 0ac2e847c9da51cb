import { z } from 'zod'
import { formatCount } from '../format/index.ts'
import { errorKind } from './define.ts'

export const exchangeErrors = {
  import_source_unreadable: errorKind({
    status: 422,
    data: z.strictObject({ path: z.string(), reason: z.string(), from: z.enum(['dali', 'openclaw']) }),
    sentence: ({ path, reason }) => `Nothing can be imported from ${path}: ${reason}.`,
    remedy: ({ from }) =>
      from === 'dali'
        ? 'Name the repository that holds workspace/local_exec/state/jobs.jsonl, or that file itself, by its absolute path.'
        : 'Name the scheduler.db of openclaw-scheduler, the jobs.json of OpenClaw, or the folder that holds one of them, by its absolute path.',
  }),
  import_source_busy: errorKind({
    status: 409,
    data: z.strictObject({ ledger: z.string(), kill_switch: z.string(), leases: z.int(), pid: z.int().nullable() }),
    sentence: ({ ledger, leases, pid }) =>
      [
        `DALI still works on ${ledger}:`,
        [
          ...(pid === null ? [] : [`its worker (process ${pid}) is alive`]),
          ...(leases === 0 ? [] : [`${formatCount(leases)} ${leases === 1 ? 'lease has' : 'leases have'} not ended`]),
        ].join(' and '),
      ].join(' ') + '.',
    remedy: ({ kill_switch }) =>
      `Nothing was written. Create the file ${kill_switch}, wait until the worker has left (its current step, or 2 s when idle), then import again.`,
  }),
  import_running: errorKind({
    status: 409,
    data: z.strictObject({}),
    sentence: () => 'Another import is going on.',
    remedy: () => 'Wait until it has ended, then try again.',
  }),
  export_file_exists: errorKind({
    status: 409,
    data: z.strictObject({ path: z.string() }),
    sentence: ({ path }) => `The file ${path} already exists.`,
    remedy: () => 'Nothing was written. Name a file that does not exist yet.',
  }),
  export_unwritable: errorKind({
    status: 422,
    data: z.strictObject({ path: z.string(), reason: z.string() }),
    sentence: ({ path, reason }) => `${path} cannot be written: ${reason}.`,
    remedy: () => 'Name another place, in a folder that exists and that you may write to.',
  }),
} as const
