import { setTimeout as sleep } from 'node:timers/promises'
import { statfsSync } from 'node:fs'
import type { Endpoint, Health, InterlockError, Secrets, Status } from '#schemas'
import { formatBytes, formatCount, formatDuration } from '#schemas/format'
import { chainText, endpointStateTexts, killSwitchTexts } from '#schemas/texts'
import type { Home, Ledger } from '#core/record'
import type { LoopDelay } from './loop-delay.ts'
import { probeModel } from './model-probe.ts'

type Check = Health['checks'][number]

/** Below this a run's output or a commit may not fit any more. */
export const LOW_DISK_BYTES = 1024 * 1024 * 1024
const SLOW_LOOP_MS = 50
/** A start is busy, and of few seconds the slowest says nothing about the next. */
const ENOUGH_SAMPLES = 100

/** What is wrong and what to do about it, each finding with its remedy. */
export async function examine({
  status,
  home,
  ledger,
  failure,
  delay,
  env,
  secrets,
  endpoints,
}: {
  status: Status
  home: Home
  ledger: Ledger
  /** What keeps the database from being used as it should. */
  failure: InterlockError | undefined
  delay: LoopDelay
  env: NodeJS.ProcessEnv
  secrets: Promise<Secrets>
  endpoints: readonly Endpoint[]
}): Promise<Health> {
  const model = await probeModel(env)
  const loop = delay.read()
  const head = ledger.head()
  const checks = [
    checkKillSwitch(status),
    checkWorkers(status),
    checkSandbox(status),
    checkDisk(status),
    checkDatabase(failure),
    checkLedger(status),
    checkLoop(loop, delay.samples()),
    checkQueue(status),
    ...checkEndpoints(endpoints, status),
    ...checkSecrets(await Promise.race([secrets, sleep(OPENING_MS, null, { ref: false })])),
  ]
  return {
    ok: checks.every((check) => check.state !== 'bad'),
    kill_switch: status.kill_switch.mode !== 'released',
    ledger_path: home.database,
    events: head.seq,
    last_event: head.seq === 0 ? null : (ledger.get(head.seq)?.kind ?? null),
    ...model,
    loop_delay_ms: loop,
    memory_bytes: process.memoryUsage.rss(),
    checks,
  }
}

function checkKillSwitch({ kill_switch, core }: Status): Check {
  if (kill_switch.mode === 'released') return { check: 'kill_switch', state: 'good', text: 'Released.', remedy: null }
  return {
    check: 'kill_switch',
    state: 'warn',
    text: `${killSwitchTexts[kill_switch.mode].word}: nothing starts.`,
    remedy: `Release it when it is safe: ${core.command} release.`,
  }
}

function checkWorkers({ workers, slots, kill_switch, core }: Status): Check {
  const live = workers.filter(
    (worker) => worker.state === 'idle' || worker.state === 'busy' || worker.state === 'starting',
  ).length
  if (slots === 0)
    return {
      check: 'workers',
      state: 'warn',
      text: 'This core has no workers.',
      remedy: `Start Interlock: ${core.command} start.`,
    }
  if (live === slots)
    return { check: 'workers', state: 'good', text: `${live} of ${slots} workers are up.`, remedy: null }
  if (kill_switch.mode === 'engaged_hard')
    return {
      check: 'workers',
      state: 'good',
      text: 'Stopped by the kill switch; its release starts them.',
      remedy: null,
    }
  const exit = workers.find((worker) => worker.last_exit !== null)?.last_exit ?? ''
  const held = kill_switch.mode !== 'released'
  return {
    check: 'workers',
    state: live === 0 && !held ? 'bad' : 'warn',
    text: `${live} of ${slots} workers are up. ${exit}`.trim(),
    remedy: 'They are restarted by themselves; read logs/interlock.log if this stays.',
  }
}

function checkSandbox({ sandbox }: Status): Check {
  if (sandbox === null)
    return { check: 'sandbox', state: 'warn', text: 'Not known before a worker has started.', remedy: null }
  return {
    check: 'sandbox',
    state: sandbox.level === 'os-enforced' ? 'good' : 'warn',
    text: `${sandbox.level}: ${sandbox.reason}`,
    remedy:
      sandbox.level === 'os-enforced' ? null : (sandbox.remedy ?? 'Let jobs run only code you would run yourself.'),
  }
}

function checkDisk({ disk_free_bytes: free }: Status): Check {
  if (free === null) return { check: 'disk', state: 'warn', text: 'Free space cannot be read.', remedy: null }
  const low = free < LOW_DISK_BYTES
  return {
    check: 'disk',
    state: low ? 'bad' : 'good',
    text: `${formatBytes(free)} free.`,
    remedy: low ? 'Free some space: nothing can be recorded on a full disk, so nothing runs.' : null,
  }
}

function checkDatabase(failure: InterlockError | undefined): Check {
  if (failure === undefined)
    return { check: 'database', state: 'good', text: 'It can be read and written.', remedy: null }
  return { check: 'database', state: 'bad', text: failure.message, remedy: failure.remedy }
}

function checkLedger({ ledger, core }: Status): Check {
  if (ledger.verified_ok === false)
    return {
      check: 'ledger',
      state: 'bad',
      text: 'The last verification found damage.',
      remedy: `Run ${core.command} evidence verify; engage the kill switch until it is understood.`,
    }
  return {
    check: 'ledger',
    state: 'good',
    text: `${chainText(ledger, ledger.verified_at === null ? '' : `at ${clockTime(ledger.verified_at)}`)}.`,
    remedy: null,
  }
}

function checkLoop(loop: Health['loop_delay_ms'], samples: number): Check {
  const slow = loop.p99 > SLOW_LOOP_MS && samples >= ENOUGH_SAMPLES
  return {
    check: 'main_loop',
    state: slow ? 'warn' : 'good',
    text: `The core’s main loop is late by ${loop.p99} ms in one of a hundred seconds.`,
    remedy: slow ? 'The disk or the machine is busy; work goes on, slower.' : null,
  }
}

function checkQueue({ counts, oldest_queued_at, now, kill_switch }: Status): Check {
  if (counts.queued === 0 || oldest_queued_at === null)
    return { check: 'queue', state: 'good', text: 'Nothing waits.', remedy: null }
  const waited = Date.parse(now) - Date.parse(oldest_queued_at)
  const stuck = waited > 3_600_000 && kill_switch.mode === 'released'
  return {
    check: 'queue',
    state: stuck ? 'warn' : 'good',
    text: `${formatCount(counts.queued)} queued, the oldest for ${formatDuration(waited)}.`,
    remedy: stuck ? 'Open the oldest queued job to see why it waits.' : null,
  }
}

/** Nobody who has none needs to hear of them. */
function checkEndpoints(endpoints: readonly Endpoint[], { core }: Status): Check[] {
  if (endpoints.length === 0) return []
  const odd = endpoints.filter(({ state }) => state !== 'up')
  if (odd.length === 0)
    return [{ check: 'endpoints', state: 'good', text: `All ${formatCount(endpoints.length)} are up.`, remedy: null }]
  const named = odd.map(({ name, state }) => `${name} (${endpointStateTexts[state].word.toLowerCase()})`)
  return [
    {
      check: 'endpoints',
      state: 'warn',
      text: `${formatCount(odd.length)} of ${formatCount(endpoints.length)} are not up: ${named.join(', ')}.`,
      remedy: `Look at each with ${core.command} endpoints show NAME.`,
    },
  ]
}

/** A keyring may wait for a person; whoever asks for the health does not. */
const OPENING_MS = 2000

/** Nobody who keeps no secret needs to hear of them. */
function checkSecrets(known: Secrets | null): Check[] {
  if (known === null)
    return [{ check: 'secrets', state: 'warn', text: 'Being opened.', remedy: 'Answer the keyring, if it asks.' }]
  const { exists, problem, secrets } = known
  if (problem === null)
    return exists
      ? [{ check: 'secrets', state: 'good', text: `Open, ${formatCount(secrets.length)} kept.`, remedy: null }]
      : []
  const isDamaged = problem.code === 'secrets_damaged'
  if (!exists && !isDamaged) return []
  return [{ check: 'secrets', state: isDamaged ? 'bad' : 'warn', text: problem.message, remedy: problem.remedy }]
}

/** Time of day in the zone of this machine. */
function clockTime(iso: string): string {
  const at = new Date(iso)
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}

/** Free bytes where `path` lies; null when the system does not say. */
export function diskFree(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize
  } catch {
    // Shown as unknown; the check says so.
    return null
  }
}
