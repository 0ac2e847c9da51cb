import { type EventPayload, type EventRecord, isEventKind } from '#schemas'
import { formatBytes, formatCount, formatDuration, shortId } from '#schemas/format'
import {
  deliveryProblemText,
  endpointStateTexts,
  eventTexts,
  groupStateTexts,
  importSystemTexts,
  jobStateTexts,
  keeperTexts,
  memberStateTexts,
  runStateTexts,
  sandboxLevelTexts,
} from '#schemas/texts'
import { approvalFacts } from './approval-facts.ts'
import { trustFacts } from './trust-facts.ts'
import { inWords } from './code-words.ts'
import { payloadOf } from './event-payload.ts'
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
  const control = controlFacts(event)
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

/** Of the kill switch, of workers and of Interlock itself. */
function controlFacts(event: EventRecord): string | undefined {
  const engaged = payloadOf(event, 'kill_switch.engaged')
  if (engaged)
    return `${engaged.mode === 'engaged_hard' ? 'hard stop' : 'nothing new starts'}, ${formatCount(engaged.running.length)} running`
  const released = payloadOf(event, 'kill_switch.released')
  if (released)
    return `${formatCount(released.requeued.length)} requeued, ${formatCount(released.dropped.length)} dropped`
  const sandbox = sandboxFacts(event)
  if (sandbox !== undefined) return sandbox
  const endpoint = endpointFacts(event)
  if (endpoint !== undefined) return endpoint
  const keeper = payloadOf(event, 'secret.keeper_added')
  if (keeper) return `${keeperTexts[keeper.keeper]}${keeper.replaced ? ', in place of one before' : ''}`
  const secret = payloadOf(event, 'secret.set')
  if (secret) return `${secret.name}${secret.replaced ? ', replaced' : ''}`
  const forgotten = payloadOf(event, 'secret.removed')
  if (forgotten) return forgotten.name
  const started = payloadOf(event, 'worker.started')
  if (started) return `slot ${started.slot}, process ${started.pid}, sandbox ${started.sandbox_level}`
  const exited = payloadOf(event, 'worker.exited')
  if (exited) return `slot ${exited.slot}, ${exited.wanted ? 'as it was told' : inWords(exited.reason)}`
  const silent = payloadOf(event, 'worker.silent')
  if (silent) return `slot ${silent.slot}, ${inWords(silent.cause)} for ${formatDuration(silent.silent_ms)}`
  const core = payloadOf(event, 'core.started')
  if (core) return `version ${core.version}${core.clean ? '' : ', not stopped in order before'}`
  const power = payloadOf(event, 'power.changed')
  if (power) return powerWords(power)
  const draining = payloadOf(event, 'core.draining')
  if (draining)
    return draining.why === null ? 'no longer' : `before ${draining.why === 'quit' ? 'quitting' : 'an update'}`
  const migrated = payloadOf(event, 'core.migrated')
  if (migrated) return `from version ${migrated.from} to ${migrated.to}, kept before as ${migrated.backup}`
  const stopped = payloadOf(event, 'core.stopped')
  return stopped && inWords(stopped.reason)
}

const POWER_WORDS = { ac: 'mains', battery: 'battery', saver: 'saving energy' } as const

function powerWords({ source, defers, asleep }: EventPayload<'power.changed'>): string {
  if (source === null) return 'nobody reports it any more'
  const rest = [defers && 'jobs that may wait do', asleep && 'goes to sleep'].filter((each) => each !== false)
  return [POWER_WORDS[source], ...rest].join(', ')
}

/** Of a model server: its name, and how it is. */
function endpointFacts(event: EventRecord): string | undefined {
  const state = payloadOf(event, 'endpoint.state_changed')
  if (state)
    return [
      `${state.name} ${endpointStateTexts[state.to].word.toLowerCase()}`,
      state.reason === null ? '' : inWords(state.reason.code),
    ]
      .filter(isText)
      .join(', ')
  const told =
    payloadOf(event, 'endpoint.added') ?? payloadOf(event, 'endpoint.changed') ?? payloadOf(event, 'endpoint.removed')
  return told?.name
}

/** What jobs may count on and see: the level, the workspaces and their toolchains. */
function sandboxFacts(event: EventRecord): string | undefined {
  const job = payloadOf(event, 'job.sandbox_lowered')
  if (job) return `runs from ${job.to} on, where ${job.usual} is usual`
  const lowered = payloadOf(event, 'workspace.sandbox_lowered')
  if (lowered) return `jobs of ${lowered.name} run from ${lowered.to} on`
  const restored = payloadOf(event, 'workspace.sandbox_restored')
  if (restored) return `what jobs of ${restored.name} ask for counts again`
  const workspace =
    payloadOf(event, 'workspace.toolchains_set') ??
    payloadOf(event, 'workspace.added') ??
    payloadOf(event, 'workspace.removed')
  if (workspace) return workspace.name
  const tested = payloadOf(event, 'worker.self_tested')
  return tested && `slot ${tested.slot}, ${tested.sandbox_level}${brokenWords(tested.broken)}`
}

function brokenWords(broken: readonly string[]): string {
  if (broken.length === 0) return ', every promise kept'
  return `, not kept: ${broken.map((each) => each.replaceAll('_', ' ')).join(', ')}`
}

/** Whether an event is one that a person looking for trouble wants to see. */
export function isProblem(event: EventRecord): boolean {
  const returned = payloadOf(event, 'tool.returned')
  if (returned) return failed(returned)
  const finished = payloadOf(event, 'run.finished')
  if (finished) return finished.state !== 'succeeded' && finished.state !== 'suspended'
  const imported = payloadOf(event, 'run.imported')
  if (imported) return imported.state !== 'succeeded'
  const tested = payloadOf(event, 'worker.self_tested')
  if (tested) return tested.broken.length > 0
  return PROBLEMS.has(event.kind)
}

export function failed({ timed_out, error, signal, exit_code }: EventPayload<'tool.returned'>): boolean {
  return timed_out || error !== null || signal !== null || (exit_code !== null && exit_code !== 0)
}

const PROBLEMS = new Set([
  'path.rejected',
  'run.stop_requested',
  'run.late_message',
  'job.held',
  'job.sandbox_lowered',
  'workspace.sandbox_lowered',
  'worker.silent',
  'worker.misbehaved',
  'worker.transient_error',
  'row.quarantined',
  'artifact.promotion_failed',
  'artifact.undo_failed',
  'delivery.failed',
  'group.member_alerted',
])

/** `exit 0`, `timed out`, or why it ended otherwise. */
export function endOf(returned: EventPayload<'tool.returned'>): string {
  if (returned.timed_out) return 'timed out'
  if (returned.error !== null) return inWords(returned.error)
  if (returned.signal !== null) return returned.signal
  return returned.exit_code === null ? '' : `exit ${returned.exit_code}`
}

function isText(text: string): boolean {
  return text !== ''
}
