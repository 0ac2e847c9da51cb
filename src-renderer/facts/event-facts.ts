import { type EventRecord, isEventKind } from '#schemas'
import { formatBytes, formatCount, formatDuration, shortId } from '#schemas/format'
import {
  deliveryProblemText,
  eventTexts,
  groupStateTexts,
  importSystemTexts,
  jobStateTexts,
  memberStateTexts,
  runStateTexts,
  sandboxLevelTexts,
} from '#schemas/texts'
import { approvalFacts } from './approval-facts.ts'
import { trustFacts } from './trust-facts.ts'
import { inWords } from './code-words.ts'
import { payloadOf } from './event-payload.ts'
import { endOf } from './event-problems.ts'
import { machineFacts } from './machine-facts.ts'
import { topicWords } from './topic-words.ts'
import { shortTypeName } from './type-name.ts'

/** What an event is called; a kind this version does not know keeps its name. */
export function kindText(kind: string): string {
  return isEventKind(kind) ? eventTexts[kind] : kind
}

/** The facts of an event in a few words, from its own fields; bodies are not read for it. */
export function factsOf(event: EventRecord): string {
  const called = payloadOf(event, 'tool.called')
  if (called) return `${inWords(called.tool)}, step ${called.step}`
  const returned = payloadOf(event, 'tool.returned')
  if (returned)
    return [inWords(returned.tool), formatDuration(returned.duration_ms), endOf(returned)].filter(isText).join(', ')
  const done = payloadOf(event, 'step.done')
  if (done)
    return `${inWords(done.name)}, ${formatCount(done.items)} items, ${formatBytes(done.bytes)}, ${formatDuration(done.duration_ms)}`
  const finished = payloadOf(event, 'run.finished')
  if (finished)
    return [runStateTexts[finished.state].word, finished.code === null ? '' : inWords(finished.code)]
      .filter(isText)
      .join(', ')
  const claimed = payloadOf(event, 'run.claimed')
  if (claimed) return `run ${claimed.number} by ${shortId(claimed.worker)}`
  const header = payloadOf(event, 'run.header')
  if (header) return `sandbox ${sandboxLevelTexts[header.sandbox_level].word}, ${header.platform}`
  const rejected = payloadOf(event, 'path.rejected')
  if (rejected) return inWords(rejected.reason.replace('path_rejected:', ''))
  const stop = payloadOf(event, 'run.stop_requested')
  if (stop) return `${inWords(stop.reason)}${stop.hard ? ', hard' : ''}`
  const chunk = payloadOf(event, 'output.chunk')
  if (chunk) return `${formatBytes(chunk.length)} from byte ${formatCount(chunk.offset)}`
  const artifact = payloadOf(event, 'artifact.created')
  if (artifact) return `${artifact.kind.replaceAll('_', ' ')}, ${formatBytes(artifact.body.size)}`
  const decided = reviewFacts(event)
  if (decided !== undefined) return decided
  const control = machineFacts(event)
  if (control !== undefined) return control
  const enqueued = payloadOf(event, 'job.enqueued')
  if (enqueued)
    return `${shortTypeName(enqueued.type)} for ${enqueued.workspace}, ${jobStateTexts[enqueued.state].word.toLowerCase()}`
  const imported = importFacts(event)
  if (imported !== undefined) return imported
  const requeued = payloadOf(event, 'job.requeued')
  if (requeued) return `was ${requeued.from}`
  const held = payloadOf(event, 'job.held')
  if (held) return inWords(held.reason)
  return (
    operationFacts(event) ??
    trustFacts(event) ??
    approvalFacts(event) ??
    tellingFacts(event) ??
    scheduleFacts(event) ??
    ''
  )
}

/** What was done to many jobs at once, and what an undo did to one. */
function operationFacts(event: EventRecord): string | undefined {
  const started = payloadOf(event, 'operation.started')
  if (started) return `${started.act}, ${formatCount(started.planned)} jobs`
  const ended = payloadOf(event, 'operation.finished') ?? payloadOf(event, 'operation.stopped')
  if (ended) return `${formatCount(ended.changed)} jobs changed`
  const undone = payloadOf(event, 'operation.undone')
  if (undone) return `${formatCount(undone.restored)} jobs as before`
  const priority = payloadOf(event, 'job.priority_set')
  if (priority) return `${priority.was} to ${priority.priority}`
  const restored = payloadOf(event, 'job.restored')
  return restored && `${jobStateTexts[restored.was.state].word.toLowerCase()} again`
}

/** What schedules did, by the end of their ids. */
function scheduleFacts(event: EventRecord): string | undefined {
  const fired = payloadOf(event, 'firing.enqueued')
  if (fired) return `schedule ${shortId(fired.schedule)}, job ${shortId(fired.job)}`
  const missed = payloadOf(event, 'firing.missed')
  if (missed)
    return `schedule ${shortId(missed.schedule)}, ${missed.count === 1 ? 'once' : `${formatCount(missed.count)} times`}: ${inWords(missed.reason.code)}`
  const kept = payloadOf(event, 'firing.deferred') ?? payloadOf(event, 'firing.refused')
  if (kept) return `schedule ${shortId(kept.schedule)}: ${inWords(kept.reason.code)}`
  const cancelled = payloadOf(event, 'firing.cancelled')
  if (cancelled) return `schedule ${shortId(cancelled.schedule)}`
  const tripped = payloadOf(event, 'schedule.tripped')
  if (tripped) return `${shortId(tripped.schedule)} after ${formatCount(tripped.failures)} failures`
  const edited = payloadOf(event, 'schedule.edited')
  if (edited) return `${shortId(edited.schedule)}, revision ${edited.revision}`
  const decided = payloadOf(event, 'chain.decided')
  if (decided)
    return `${shortId(decided.parent)} to ${shortId(decided.child)}: ${(decided.reason?.code ?? decided.decision).replaceAll('_', ' ')}`
  const watched = payloadOf(event, 'watchdog.changed')
  if (watched) return `${shortId(watched.schedule)} ${watched.to}${watched.alerted ? ', told' : ''}`
  const moved =
    payloadOf(event, 'schedule.created') ??
    payloadOf(event, 'schedule.enabled') ??
    payloadOf(event, 'schedule.disabled') ??
    payloadOf(event, 'schedule.paused') ??
    payloadOf(event, 'schedule.resumed') ??
    payloadOf(event, 'schedule.deleted')
  if (moved) return shortId(moved.schedule)
  const pool = payloadOf(event, 'pool.set')
  if (pool)
    return `${pool.pool}, ${formatCount(pool.size)} ${pool.size === 1 ? 'slot' : 'slots'}${pool.paused ? ', paused' : ''}`
  return payloadOf(event, 'pool.removed')?.pool
}

/** What was told to whom, and what agents said and did. */
function tellingFacts(event: EventRecord): string | undefined {
  const posted = payloadOf(event, 'delivery.posted')
  if (posted) return `${topicWords(posted.topic)}, to ${posted.alias}`
  const sent = payloadOf(event, 'delivery.sent')
  if (sent) return `try ${formatCount(sent.attempt)}, ${formatDuration(sent.ms)}`
  const notSent = payloadOf(event, 'delivery.failed')
  if (notSent)
    return `try ${formatCount(notSent.attempt)}: ${deliveryProblemText(notSent)}${notSent.next_at === null ? ', given up' : ''}`
  const collected = payloadOf(event, 'delivery.collected')
  if (collected) return `${formatCount(collected.deliveries.length)} pieces`
  const alias = payloadOf(event, 'alias.set') ?? payloadOf(event, 'alias.removed')
  if (alias) return alias.alias
  const key = payloadOf(event, 'key.made') ?? payloadOf(event, 'key.revoked')
  if (key) return key.name
  const message = payloadOf(event, 'message.sent')
  if (message) return `${message.kind} from ${message.from}${message.to === null ? '' : ` to ${message.to}`}`
  const moved = payloadOf(event, 'agent.state_set')
  if (moved) return `${moved.agent}, ${moved.state}`
  const agent = payloadOf(event, 'agent.registered') ?? payloadOf(event, 'agent.removed')
  if (agent) return agent.agent
  const member = payloadOf(event, 'group.member_changed')
  if (member) return `${member.member} ${memberStateTexts[member.state].word.toLowerCase()}`
  const nudged = payloadOf(event, 'group.member_steered') ?? payloadOf(event, 'group.member_alerted')
  if (nudged) return nudged.member
  const group = payloadOf(event, 'group.ended')
  if (group) return groupStateTexts[group.state].word.toLowerCase()
  const team = payloadOf(event, 'team.set') ?? payloadOf(event, 'team.removed') ?? payloadOf(event, 'team.task_added')
  if (team) return team.team
  return payloadOf(event, 'team.task_changed')?.state
}

/** What came from another system. */
function importFacts(event: EventRecord): string | undefined {
  const job = payloadOf(event, 'job.imported')
  if (job) return `${shortTypeName(job.type)} for ${job.workspace}, from ${importSystemTexts[job.system]}`
  const run = payloadOf(event, 'run.imported')
  if (run)
    return [
      `run ${run.number} from ${importSystemTexts[run.system]}`,
      runStateTexts[run.state].word.toLowerCase(),
      formatDuration(Math.max(0, run.finished_at - run.started_at)),
      run.code === null ? '' : inWords(run.code),
    ]
      .filter(isText)
      .join(', ')
  const schedules = payloadOf(event, 'import.schedules_finished')
  if (schedules)
    return `${formatCount(schedules.schedules)} schedules and ${formatCount(schedules.runs)} runs from ${importSystemTexts[schedules.system]}`
  const kept = payloadOf(event, 'import.table_kept')
  if (kept) return `${kept.what}, ${formatCount(kept.rows)} rows from ${importSystemTexts[kept.system]}`
  const schedule = payloadOf(event, 'schedule.imported')
  if (schedule) return `${shortId(schedule.schedule)} from ${importSystemTexts[schedule.system]}`
  const done = payloadOf(event, 'import.finished')
  return done && `${formatCount(done.jobs)} jobs and ${formatCount(done.runs)} runs from ${formatCount(done.rows)} rows`
}

/** What was decided about an artifact. */
function reviewFacts(event: EventRecord): string | undefined {
  const failed = payloadOf(event, 'artifact.promotion_failed') ?? payloadOf(event, 'artifact.undo_failed')
  if (failed) return failed.code.replaceAll('_', ' ')
  const begun = payloadOf(event, 'artifact.promotion_begun')
  if (begun) return begun.target.replaceAll('_', ' ')
  const promoted = payloadOf(event, 'artifact.promoted')
  if (promoted) return `was ${promoted.from.replaceAll('_', ' ')}`
  const undone = payloadOf(event, 'artifact.decision_undone') ?? payloadOf(event, 'artifact.promotion_undone')
  return undone && `is ${undone.to.replaceAll('_', ' ')} again`
}

function isText(text: string): boolean {
  return text !== ''
}
