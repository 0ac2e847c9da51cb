import type { EventPayload, EventRecord } from '#schemas'
import { formatCount, formatDuration } from '#schemas/format'
import { endpointStateTexts, keeperTexts } from '#schemas/texts'
import { inWords } from './code-words.ts'
import { payloadOf } from './event-payload.ts'

/** Of the kill switch, of workers and of Interlock itself. */
export function machineFacts(event: EventRecord): string | undefined {
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
      .filter((text) => text !== '')
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
