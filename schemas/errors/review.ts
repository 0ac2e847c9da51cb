import { z } from 'zod'
import { errorKind } from './define.ts'

/** Failures of deciding about artifacts and of promoting them. */
export const reviewErrors = {
  artifact_state_conflict: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), state: z.string(), act: z.string() }),
    sentence: ({ state, act }) => `It is ${state.replaceAll('_', ' ')}, so it cannot be ${act}.`,
    remedy: () => 'Nothing changed. Undo the last decision first, or leave it.',
  }),
  artifact_stale: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), state: z.string(), seen: z.int(), revision: z.int() }),
    sentence: ({ state }) =>
      `Somebody decided about it after it was shown here; it is ${state.replaceAll('_', ' ')} now.`,
    remedy: () => 'Nothing changed. Look at it again.',
  }),
  artifact_busy: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string() }),
    sentence: () => 'A promotion of it, or its undo, is under way.',
    remedy: () => 'Wait a moment. After a crash it is settled when Interlock starts and the kill switch is released.',
  }),
  promotion_refused: errorKind({
    status: 422,
    data: z.strictObject({ path: z.string(), reason: z.string(), sentence: z.string() }),
    sentence: ({ sentence }) => sentence,
    remedy: () => 'Nothing was written. Choose another path or another workspace.',
  }),
  promotion_stale: errorKind({
    status: 409,
    data: z.strictObject({ path: z.string() }),
    sentence: ({ path }) => `${path} is not as it was when the change was shown.`,
    remedy: () => 'Nothing was written. Look at the new difference and promote again.',
  }),
  promotion_failed: errorKind({
    status: 507,
    data: z.strictObject({ path: z.string(), reason: z.string() }),
    sentence: ({ path, reason }) => `${path} could not be written: ${reason}.`,
    remedy: () => 'The file is as it was before. Mend what is named and promote again.',
  }),
  undo_refused: errorKind({
    status: 409,
    data: z.strictObject({ id: z.string(), reason: z.string() }),
    sentence: ({ reason }) => reason,
    remedy: () => 'Nothing changed. What was there before is kept and can be read in the evidence.',
  }),
  kill_switch_engaged: errorKind({
    status: 409,
    data: z.strictObject({}),
    sentence: () => 'The kill switch is engaged, so no file is touched.',
    remedy: () => 'Release it when it is safe, then try again.',
  }),
  files_busy: errorKind({
    status: 503,
    data: z.strictObject({ waiting: z.int() }),
    sentence: ({ waiting }) => `${waiting} requests already wait to look at files of workspaces.`,
    remedy: () => 'Nothing was done. Try again in a moment.',
  }),
  files_failed: errorKind({
    status: 500,
    data: z.strictObject({ reason: z.string() }),
    sentence: ({ reason }) => `The process that opens files did not do its work: ${reason}`,
    remedy: () => 'What it had begun is settled before the next promotion. Look at it again.',
  }),
  no_workers: errorKind({
    status: 409,
    data: z.strictObject({}),
    sentence: () => 'This core runs with 0 slots, and only a worker opens files of a workspace.',
    remedy: () => 'Start it with at least one slot: interlock start --slots 1.',
  }),
} as const
