import type { Status, Worker } from '#schemas'
import { formatCount, formatBytes } from '#schemas/format'
import { chainText, jobStateTexts, killSwitchTexts, workerStateTexts } from '#schemas/texts'
import { counted } from '../output/counted.ts'
import type { Output } from '../output/output.ts'
import { printableLine } from '../output/printable.ts'
import { fields } from '../output/table.ts'
import { describeTime, relativeTime } from '../output/times.ts'
import { typed } from '../typed.ts'

/** How it is, on one page. `live` is false where the core was opened only to look. */
export function statusPage(status: Status, live: boolean, out: Output): string[] {
  const { core } = status
  const now = Date.parse(status.now)
  return [
    live
      ? `Interlock ${core.version} runs as ${core.shell}, process ${core.pid}, since ${describeTime(core.started_at, now)}`
      : `Interlock ${core.version} is not running. ${typed('start')} starts it.`,
    ...fields([
      ['Data directory', printableLine(core.home)],
      ...(live ? [consoleLine(status)] : []),
      ['Kill switch', killSwitchLine(status, out)],
      ['Jobs', jobsLine(status, out)],
      ...(status.power.defers || status.power.asleep ? [powerLine(status)] : []),
      ...(status.approvals === 0 ? [] : [approvalsLine(status.approvals, out)]),
      ...(status.needs_review === 0 ? [] : [reviewLine(status.needs_review, out)]),
      ...(live
        ? status.workers.map((worker): [string, string] => [`Worker ${worker.slot}`, workerLine(worker, out)])
        : []),
      ...(status.sandbox ? [sandboxLine(status.sandbox)] : []),
      ['Ledger', ledgerLine(status)],
      ...(status.disk_free_bytes === null ? [] : [diskLine(status.disk_free_bytes)]),
    ]),
  ]
}

/** The kill switch in words. */
export function killSwitchLine({ kill_switch: state, now }: Pick<Status, 'kill_switch' | 'now'>, out: Output): string {
  const { word, tone, sentence } = killSwitchTexts[state.mode]
  if (state.mode === 'released') return out.tone(tone, word)
  const since = state.since === null ? '' : ` since ${describeTime(state.since, Date.parse(now))}`
  const by = state.file_present ? ', held by the file KILL_SWITCH' : ''
  const note = state.note === null ? '' : ` Note: ${printableLine(state.note)}`
  return `${out.tone(tone, word)}${since}${by}. ${sentence}${note}`
}

function consoleLine({ console_url: url }: Status): [string, string] {
  return ['Console', url === null ? 'not served' : `${url} (${typed('open')} signs you in)`]
}

function jobsLine({ counts, oldest_queued_at: oldest, now }: Status, out: Output): string {
  const present = Object.entries(jobStateTexts).flatMap(([state, { word, tone }]) => {
    const count = Object.entries(counts).find(([name]) => name === state)?.[1] ?? 0
    return count === 0 ? [] : [out.tone(tone, `${formatCount(count)} ${word.toLowerCase()}`)]
  })
  if (present.length === 0) return `none yet; ${typed('demo')} shows what it does`
  const waits = oldest === null ? '' : `; the oldest queued ${relativeTime(Date.parse(oldest), Date.parse(now))}`
  return `${present.join(', ')}${waits}`
}

function powerLine({ power }: Status): [string, string] {
  if (power.asleep) return ['Power', 'the machine goes to sleep; nothing starts until it wakes']
  return ['Power', `${power.source === 'battery' ? 'on battery' : 'saves energy'}; jobs that may wait do`]
}

function reviewLine(count: number, out: Output): [string, string] {
  return ['Review', out.tone('ask', `${counted(count, 'artifact')} to review`)]
}

function approvalsLine(count: number, out: Output): [string, string] {
  return ['Approvals', out.tone('ask', `${counted(count, 'approval')} to decide; ${typed('approvals list')}`)]
}

/** The job by its last 8 characters, as `shortId` gives them; that one comes with the id maker, which takes 5 ms to load. */
function workerLine(worker: Worker, out: Output): string {
  const { word, tone } = workerStateTexts[worker.state]
  const pid = worker.pid === null ? '' : `, process ${worker.pid}`
  const job = worker.job === null ? '' : ` with job ${worker.job.slice(-8)}`
  return `${out.tone(tone, word)}${job}${pid}`
}

function sandboxLine({ level, reason }: NonNullable<Status['sandbox']>): [string, string] {
  return ['Sandbox', `${level}: ${printableLine(reason)}`]
}

function ledgerLine({ ledger, now }: Status): string {
  const when = ledger.verified_at === null ? '' : relativeTime(Date.parse(ledger.verified_at), Date.parse(now))
  return chainText(ledger, when).replace('found damaged', 'FOUND DAMAGED')
}

function diskLine(free: number): [string, string] {
  return ['Free disk', formatBytes(free)]
}
