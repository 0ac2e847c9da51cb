import type { OperationKept, OperationOutcome, OperationSkip } from '../operation.ts'

/** What becomes of jobs, said of several: «24 are running and stop at their next step». */
export const operationOutcomeTexts: Record<OperationOutcome, string> = {
  cancelled: 'will not start',
  stopping: 'stop at their next step',
  queued: 'are queued',
  reprioritized: 'get the priority',
}

/** Why jobs stay as they are. */
export const operationSkipTexts: Record<OperationSkip, string> = {
  ended: 'have ended',
  stopping_already: 'are stopping already',
  queued_already: 'are queued already',
  running: 'are running',
  awaiting_approval: 'wait for an approval',
  same_priority: 'have this priority already',
  not_there: 'are not there',
}

/** Why an undo left jobs as they are. */
export const operationKeptTexts: Record<OperationKept, string> = {
  no_inverse: 'were told to stop, which cannot be taken back',
  changed_since: 'have changed since',
  released_since: 'were held by a kill switch that is released by now',
  interrupted: 'were not reached',
}
