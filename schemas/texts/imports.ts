import type { ImportWhy, RowProblem } from '../exchange.ts'

/** Why an imported job is what it is here. */
export const importWhyTexts: Record<ImportWhy, string> = {
  complete: 'It was done there.',
  failed: 'It failed there.',
  kill_switch: 'DALI’s kill switch ended it, which DALI counts as failed.',
  queued: 'It waited there. It runs here when you queue it.',
  queued_again: 'It was done there and asked for once more. It runs here when you queue it.',
  interrupted: 'It was running there. What became of it is not known; it runs here when you queue it.',
  lease_expired: 'It was begun there and never ended; DALI would begin it again. It runs here when you queue it.',
  end_unread:
    'DALI could not read that it had ended and would begin it again. Look at its last run before you queue it.',
  replaced: 'Another job took its id there before it had run. It runs here when you queue it.',
  unread: 'DALI took it in but could not read it, so it never ran. It runs here when you queue it.',
}

/** What was wrong with a row. */
export const rowProblemTexts: Record<RowProblem, string> = {
  not_json: 'It is not JSON.',
  not_an_object: 'It is JSON, but not an object.',
  invalid_utf8: 'It holds bytes that are not UTF-8.',
  line_separator: 'It holds a character at which Python splits lines.',
  too_large: 'It is larger than an import takes.',
  too_deep: 'It is nested too deeply.',
  unknown_event: 'It is of no kind that means something.',
  unknown_job: 'It speaks of a job that was never enqueued.',
  job_not_an_object: 'Its job is not an object.',
  job_refused: 'Its job is none that Interlock can take.',
  lease_not_a_number: 'Its lease is not a number.',
}
