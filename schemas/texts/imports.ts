import type { EventPayload } from '../events/index.ts'
import type { ImportWhy, RowProblem } from '../exchange.ts'
import type { ImportPoint } from '../openclaw.ts'

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

/** What the other systems are called. */
export const importSystemTexts: Record<EventPayload<'job.imported'>['system'], string> = {
  dali: 'DALI',
  openclaw_scheduler: 'openclaw-scheduler',
  openclaw: 'OpenClaw',
}

/** What a person should know of an imported schedule. */
const points: Record<ImportPoint['code'], (detail: string) => string> = {
  shell_line: () =>
    'Its command line needs a shell. Make a list of arguments of it by hand, or import it again with --shell-lines allow.',
  needs_model: (form) => `A model does it (${form}), which is not there yet. Nothing was made of it.`,
  parent_left: (id) => `It follows the job ${id}, of which nothing was made. Import again once that is settled.`,
  parent_gone: (id) => `It follows the job ${id}, which is not there any more, so it never ran there either.`,
  trigger_refused: (why) => why,
  trigger_unreadable: (why) => `When it is due cannot be taken over: ${why}.`,
  job_refused: (why) => `Its job cannot be taken: ${why}`,
  was_on: () => 'It was on there. Switch it on here when you have looked at it, and off there.',
  runs_by_shell: () => 'Its line is given to a shell. Whatever comes into that line is run.',
  folder: (folder) =>
    folder === ''
      ? 'It ran in the folder of that daemon; here it runs in its workspace.'
      : `It ran in ${folder}; here it runs in its workspace.`,
  environment: () =>
    'It saw the whole environment of that daemon, and the network. Here it sees a small environment, no network and no secrets until you grant them.',
  delivery_alias: (alias) => `Its news go to the alias ${alias}, which is paused. Set its secret, then resume it.`,
  delivery_unknown: (target) => `Its news went to ${target}, where no channel leads from here; they go to the inbox.`,
  approval_wider: () => 'There it was asked only when a chain began it. Here it is asked whenever it begins.',
  trust_left: (fields) => `What it said of identity and trust was not taken over: ${fields}.`,
  time_cut: (time) => `It had ${time}, and a run here has 7,200 s at most.`,
  condition_left: (condition) => `Its condition cannot be read, so it follows without one: ${condition}`,
  pool_size: (pool) =>
    `Only one of its pool ran at a time there. Say how many may with \`interlock pools set ${pool}\`.`,
  changed_there: () => 'It was changed there since it was imported. Here it is as it was.',
  renamed: (name) => `It is called ${name} here, since names are taken once.`,
  renamed_pool: (names) => `Its pool has another name here: ${names}.`,
  output_limits: () => 'How much of its output is kept is bounded by its budget and its payload here.',
  intent: () => 'That it should only plan or read was said to a model there and held nothing back.',
  deleted_here: () => 'You have deleted it here. It stays so.',
}

export function importPointText({ code, detail }: Pick<ImportPoint, 'code' | 'detail'>): string {
  return points[code](detail ?? '')
}
