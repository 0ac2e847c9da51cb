import { heldReasonSchema, type InboxGroup } from '#schemas'
import { formatCount, shortId } from '#schemas/format'
import { heldReasonTexts, jobStateTexts, typeLabel } from '#schemas/texts'
import { codeWords, topicWords } from '../../facts/index.ts'

/** A group of the inbox as it is told. */
export interface InboxWords {
  readonly title: string
  readonly detail: string
  /** Where it is told in full. */
  readonly path: string
}

/** Says of a group what happened, what is safe, and where to look. */
export function inboxWords(group: InboxGroup): InboxWords {
  switch (group.kind) {
    case 'job_failed':
      return failedWords(group)
    case 'jobs_held':
      return heldWords(group)
    case 'review':
      return {
        title: `${counted(group.count, 'artifact')} ${group.count === 1 ? 'waits' : 'wait'} for review`,
        detail: 'Nothing of it is trusted before you have looked.',
        path: '/review',
      }
    case 'approval':
      return {
        title: `${counted(group.count, 'approval')} ${group.count === 1 ? 'waits' : 'wait'} for you`,
        detail: 'Nothing of it happens before you have approved it.',
        path: '/approvals',
      }
    case 'kill_switch':
      return {
        title: `${SWITCH_WORDS[group.code ?? ''] ?? 'Kill switch changed'} ${actorWords(group.actor)}`.trim(),
        detail: group.count === 1 ? '' : `${formatCount(group.count)} changes in all`,
        path: '/ledger?kind=kill_switch.engaged,kill_switch.released',
      }
    case 'notice':
      return {
        title: group.text ?? 'News',
        detail: topicWords(group.code ?? ''),
        path: group.job === null ? `/outbox?id=${group.subject ?? ''}` : `/jobs/${group.job.id}`,
      }
    case 'deliveries_dead':
      return {
        title: `${group.count === 1 ? '1 delivery was' : `${formatCount(group.count)} deliveries were`} given up`,
        detail: 'They are kept until you have them tried again or discard them.',
        path: '/outbox?state=dead',
      }
    case 'operation':
      return {
        title: OPERATION_WORDS[group.code ?? ''] ?? 'Bulk operation ended',
        detail: `started ${actorWords(group.actor)}`,
        path: `/jobs?bulk=${group.subject ?? ''}`,
      }
    case 'import':
      return {
        title: 'Import done',
        detail: `into the workspace ${group.subject ?? ''}; nothing of it runs by itself`,
        path: `/ledger?seq=${group.last_seq}`,
      }
    case 'worker':
      return {
        title: WORKER_WORDS[group.code ?? ''] ?? 'Worker trouble',
        detail: `${group.count === 1 ? '' : `${formatCount(group.count)} times; `}workers are restarted by themselves`,
        path: '/doctor?check=workers',
      }
    case 'unclean_start':
      return {
        title: 'Interlock had not been stopped in order',
        detail: 'What was left over was ended, and its jobs go on as their retries allow.',
        path: `/ledger?seq=${group.last_seq}`,
      }
    case 'chain':
      return { title: 'The chain of the ledger is broken', detail: group.text ?? '', path: '/ledger' }
    case 'disk':
      return {
        title: 'The disk is nearly full',
        detail: `${group.text ?? ''} Nothing can be recorded on a full disk, so nothing runs.`.trim(),
        path: '/doctor?check=disk',
      }
    case 'database':
      return { title: 'The database has trouble', detail: group.text ?? '', path: '/doctor?check=database' }
  }
}

/** Failures that are told alike, as one. */
export function alikeWords(entries: readonly InboxGroup[]): Pick<InboxWords, 'title' | 'detail'> {
  const [newest] = entries
  if (newest === undefined || newest.job === null) return { title: '', detail: '' }
  const { job, code } = newest
  return {
    title: titleOf(job),
    detail: `${typeLabel(job.type)}: ${failureWords(code)}, ${counted(entries.length, 'job')} in ${job.workspace}`,
  }
}

/** One of them, below what it has in common with the others. */
export function oneOfAlikeWords(entry: InboxGroup): InboxWords {
  const { job, count } = entry
  return {
    title: job === null ? '' : `Job ${shortId(job.id)}`,
    detail: [count === 1 ? '' : `${formatCount(count)} runs`, nowWords(job)].filter(Boolean).join(' · '),
    path: pathOf(entry),
  }
}

function pathOf({ job, id }: InboxGroup): string {
  return `/jobs/${job?.id ?? id.slice('job:'.length)}`
}

/** What became of a job since, where that is no longer its failure. */
function nowWords(job: InboxGroup['job']): string {
  return job === null || job.state === 'failed' ? '' : `now ${jobStateTexts[job.state].word.toLowerCase()}`
}

function titleOf(job: InboxGroup['job']): string {
  return job === null || job.title === '' ? 'A job failed' : job.title
}

function failedWords(entry: InboxGroup): InboxWords {
  const { job, code, count } = entry
  const times = count === 1 ? '' : `, ${formatCount(count)} runs`
  const now = nowWords(job)
  return {
    title: titleOf(job),
    detail: `${job === null ? '' : `${typeLabel(job.type)}: `}${failureWords(code)}${times}${now === '' ? '' : ` · ${now}`}`,
    path: pathOf(entry),
  }
}

function heldWords({ job, code, count }: InboxGroup): InboxWords {
  const reason = heldReasonSchema.safeParse(code)
  const why = reason.success ? heldReasonTexts[reason.data] : ''
  if (job !== null) return { title: `${job.title} is held`, detail: why, path: `/jobs/${job.id}` }
  return { title: `${counted(count, 'job')} held`, detail: why, path: '/jobs?state=held' }
}

function failureWords(code: string | null): string {
  const words = code === null ? 'failed' : codeWords(code)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const SWITCH_WORDS: Record<string, string> = {
  engaged: 'Kill switch engaged',
  engaged_hard: 'Hard stop',
  released: 'Kill switch released',
}

const OPERATION_WORDS: Record<string, string> = {
  finished: 'Bulk operation finished',
  stopped: 'Bulk operation stopped',
  undone: 'Bulk operation undone',
}

const WORKER_WORDS: Record<string, string> = {
  exited: 'A worker ended unasked',
  silent: 'A worker fell silent and was ended',
  misbehaved: 'A worker broke the protocol and was ended',
  transient_error: 'A worker met an error',
}

function actorWords(actor: string | null): string {
  switch (actor) {
    case 'operator':
      return 'by you'
    case 'cli':
      return 'from the command line'
    case 'api':
      return 'by a script'
    case 'file':
      return 'by the file KILL_SWITCH'
    case null:
      return ''
    default:
      return `by ${actor}`
  }
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}
