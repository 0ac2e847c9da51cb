import { realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate as turnLoop } from 'node:timers/promises'
import { firstCodePoints, openRoot, probeLaunch, type Root, SANDBOX_HOME, sanitised } from '#confine'
import { asksForNetwork, type SandboxReport } from '#schemas'
import type { Clock } from '#schemas/format'
import type { Assignment } from '#schemas/protocol'
import type { Beats } from '../beats.ts'
import type { Port } from '../port.ts'
import { createArtifacts } from './artifacts.ts'
import { endOf } from './classify.ts'
import { createRunCommand } from './command.ts'
import { confinementOf, refusalOf } from './confinement.ts'
import type { RunContext } from './context.ts'
import { type Ending, finishOf } from './finish.ts'
import type { Completion, Perform } from './handler.ts'
import { headerOf, type WorkerFacts } from './header.ts'
import { createRunLink, type RunLink } from './link.ts'
import { createMeter } from './meter.ts'
import { createOutputLog } from './output-log.ts'
import { exceeded, failed, type RunEnd, type StopReason } from './run-end.ts'
import { missingSecret, type RedactionWith, type Secrets } from './secrets.ts'
import { isAmong, restrictedRoot } from './restricted-root.ts'
import { createSlots } from './slots.ts'
import { createSteps } from './steps.ts'
import { createStop } from './stop.ts'
import { createTools } from './tools.ts'

const USAGE_MS = 500
/** A loop of small steps lets messages in this often, and looks at its limits. */
const BREATH_MS = 10
/** A stopped handler that has not come back by then is given up, and the worker with it. */
const ABANDON_MS = 3000
/** Code points of one note. */
const MAX_NOTE = 2000
/** What a stopped run has still to say is waited for no longer. */
const LAST_WORDS_MS = 1000

/** One assignment being worked on. */
export interface Run {
  readonly id: string
  onAck(seq: number): void
  onWithheld: RunLink['onWithheld']
  onCredit(bytes: number): void
  requestStop(reason: StopReason): void
  /** Settles when the finish was sent. `abandoned`: the handler is still at it, so this process must not go on. */
  readonly done: Promise<'finished' | 'abandoned'>
}

export interface RunDeps {
  readonly port: Port
  readonly clock: Clock
  readonly beats: Beats
  readonly assignment: Assignment
  /** Values of the secrets its policy names; they go into the environment of commands and nowhere else. */
  readonly secrets: Secrets
  readonly redactionWith: RedactionWith
  readonly perform: Perform
  /** Tools the job type is made of. */
  readonly ownTools: readonly string[]
  readonly worker: WorkerFacts
  readonly killSwitchFile: string
  /** Marks what the run starts. */
  readonly cookie: string
}

export function startRun(deps: RunDeps): Run {
  const { port, clock, beats, assignment, secrets, perform, worker, killSwitchFile, cookie } = deps
  const { run: id, token, job, workspace, scratch } = assignment
  const redaction = deps.redactionWith(secrets)
  const link = createRunLink({ port, run: id, token, redaction })
  const stop = createStop({ killSwitchFile })
  const { signal } = stop
  const meter = createMeter({ budgets: job.budgets, clock, stop })
  const steps = createSteps({ link, clock, signal })
  const log = createOutputLog({ link, clock, signal, maxBytes: job.budgets.max_output_bytes })
  const artifacts = createArtifacts(scratch, redaction)
  const roots: Root[] = []
  const commandHome = join(scratch, 'home')
  const approvesNetwork = assignment.approval?.network === true
  let step = 0
  let lastBreath = clock.monotonic()
  let partial: Completion | undefined
  let continuation: (() => unknown) | undefined

  function nextStep(): number {
    step += 1
    return step
  }

  function workspaceIsGone(): boolean {
    try {
      return statSync(workspace.path, { throwIfNoEntry: false }) === undefined
    } catch {
      // Something is there that may not be looked at; whoever opens it says so.
      return false
    }
  }

  function gone(cause?: unknown): RunEnd {
    return failed('workspace_gone', `The folder of the workspace ${workspace.name} (${workspace.path}) is gone.`, {
      cause,
    })
  }

  function moved(to: string): RunEnd {
    return failed(
      'workspace_moved',
      `The folder of the workspace ${workspace.name} (${workspace.path}) is a link now and leads to ${to}. Remove the workspace and add it again if that is meant.`,
    )
  }

  async function checkpoint(where: string): Promise<void> {
    if (clock.monotonic() - lastBreath > BREATH_MS) await turnLoop()
    lastBreath = clock.monotonic()
    beats.turn()
    meter.checkWall()
    stop.check(where)
    if (workspaceIsGone()) throw gone()
  }

  const context: RunContext = {
    job: { id: job.id },
    compat: job.compat,
    budgets: job.budgets,
    policy: job.policy,
    network: asksForNetwork(job.policy, job.compat) && approvesNetwork,
    secrets,
    workspace,
    commandHome,
    async commandPlaces() {
      const { kind } = await probeLaunch()
      return kind === 'bwrap'
        ? { home: SANDBOX_HOME, temporary: '/tmp' }
        : { home: commandHome, temporary: commandHome }
    },
    signal,
    openWorkspace(options) {
      const root = openRoot(workspace.path, options)
      roots.push(root)
      // What was allowed is a folder by its real path; a link put in its place leads to one that nobody allowed.
      if (root.realPath !== workspace.path) throw moved(root.realPath)
      return restrictedRoot(root, job.trust?.paths)
    },
    maySee: (path) => job.trust?.paths === undefined || isAmong(job.trust.paths, path),
    checkpoint,
    async breathe(where) {
      if (clock.monotonic() - lastBreath > BREATH_MS) await checkpoint(where)
    },
    nextStep,
    report: (reported) => steps.report(reported),
    rejectPath: (path, reason) =>
      steps.report({
        kind: 'path.rejected',
        payload: { reason },
        body: { path: firstCodePoints(redaction.text(path), 256) },
      }),
    log,
    redaction,
    note: (text) => void log.write('note', `${sanitised(firstCodePoints(redaction.text(text), MAX_NOTE))}\n`),
    spend: (bytes) => meter.spend(bytes),
    exceed: (budget) => stop.end(exceeded(budget)),
    tools: createTools({
      own: deps.ownTools,
      policy: job.policy,
      slots: createSlots(job.budgets.max_concurrency_slots),
      meter,
      steps,
      link,
      stop,
      checkpoint,
      nextStep,
    }),
    command: createRunCommand({
      link,
      meter,
      stop,
      cookie,
      // The switch lies at the top of Interlock's own data.
      confinement: confinementOf(
        { ...job, approvesNetwork },
        commandHome,
        workspace.toolchains ?? [],
        dirname(killSwitchFile),
      ),
      guard: (group) => beats.guard(group),
    }),
    artifact: (artifact) => artifacts.create(artifact),
    continuation: assignment.continuation,
    suspendable: (from) => (continuation = from),
    keep: (kept) => (partial = kept),
  }

  async function work(): Promise<Completion> {
    const realPath = realPathOf(workspace.path)
    const refusal = refusalOf({ ...job, approvesNetwork }, worker.sandbox, workspace.sandbox_floor)
    const sandbox = refusal === undefined ? worker.sandbox : refusedReport(refusal)
    link.send({ kind: 'header', header: headerOf(assignment, realPath ?? workspace.path, { ...worker, sandbox }) })
    if (refusal !== undefined) throw refusal
    const missing = missingSecret(job.policy, secrets)
    if (missing !== undefined) throw missing
    if (realPath === undefined && workspaceIsGone()) throw gone()
    const completion = await perform(context)
    artifacts.close()
    // These may have come too late for any step to notice.
    signal.throwIfAborted()
    meter.checkWall()
    if (workspaceIsGone()) throw gone()
    return completion
  }

  /** The run's end, should it not be a success. What fails because the run was stopped is no failure of its own. */
  function endBecauseOf(error: unknown): RunEnd {
    const end = endOf(signal.aborted ? signal.reason : error)
    return end.state === 'failed' && workspaceIsGone() ? gone(error) : end
  }

  async function toFinish(): Promise<'finished' | 'abandoned'> {
    const stopUsage = clock.every(USAGE_MS, () => port.send({ kind: 'usage', run: id, token, usage: meter.usage() }))
    const patience = createPatience(clock, signal)
    let ending: Ending = await Promise.race([work().catch(endBecauseOf), patience.exhausted])
    const isAbandoned = patience.end()
    steps.flush()
    await log.drained(signal.aborted ? AbortSignal.timeout(LAST_WORDS_MS) : signal)
    if (signal.aborted) ending = endOf(signal.reason)
    stopUsage()
    meter.dispose()
    if (!isAbandoned) for (const root of roots) root.close()
    link.send({
      kind: 'finish',
      finish: finishOf({ ending, continuation, partial, compat: job.compat, usage: meter.usage(), artifacts }),
    })
    return isAbandoned ? 'abandoned' : 'finished'
  }

  return {
    id,
    onAck: (seq) => link.onAck(seq),
    onWithheld: (seq, steps) => link.onWithheld(seq, steps),
    onCredit: (bytes) => log.onCredit(bytes),
    requestStop: (reason) => stop.request(reason),
    done: toFinish(),
  }
}

/** Undefined where it cannot be found out; whoever opens the path says why. */
function realPathOf(path: string): string | undefined {
  try {
    return realpathSync.native(path)
  } catch {
    return undefined
  }
}

function refusedReport(refusal: RunEnd): SandboxReport {
  return { level: 'refused', reason: firstCodePoints(refusal.message, 512) }
}

/** How long a stopped handler is waited for. */
function createPatience(clock: Clock, signal: AbortSignal) {
  const { promise: exhausted, resolve } = Promise.withResolvers<RunEnd>()
  let isExhausted = false
  let cancel = () => {}

  function begin(): void {
    cancel = clock.after(ABANDON_MS, () => {
      isExhausted = true
      resolve(endOf(signal.reason))
    })
  }
  signal.addEventListener('abort', begin, { once: true })

  return {
    exhausted,
    /** Stops waiting. @returns whether it was in vain */
    end(): boolean {
      signal.removeEventListener('abort', begin)
      cancel()
      return isExhausted
    },
  }
}
