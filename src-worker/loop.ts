import { z } from 'zod'
import { idSchema, JOB_TYPES, jobTypeSchema, NO_USAGE, type SandboxReport } from '#schemas'
import type { Clock } from '#schemas/format'
import { type Assignment, PROTOCOL_VERSION, type ToWorker, toWorkerSchema } from '#schemas/protocol'
import { createRedaction } from '#confine'
import type { Beats } from './beats.ts'
import type { Handlers } from './handlers/index.ts'
import type { Port } from './port.ts'
import { createArtifacts } from './run/artifacts.ts'
import { finishOf } from './run/finish.ts'
import { type Handler, invalidAssignment } from './run/handler.ts'
import { createRunLink } from './run/link.ts'
import { failed, RunEnd } from './run/run-end.ts'
import { type Run, startRun } from './run/run.ts'
import { createRedactionWith, type Secrets } from './run/secrets.ts'
import type { ReportHow } from './sandbox-report.ts'

/** Why a worker ended by itself; also its exit code. */
export const EXIT = { done: 0, broken: 1, mismatch: 3, orphaned: 4 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** So long may processes take to end that a vanished core has left us. */
const ORPHAN_MS = 1500

export interface WorkerDeps {
  readonly port: Port
  readonly clock: Clock
  readonly beats: Beats
  readonly handlers: Handlers
  /** Version of Interlock. */
  readonly version: string
  readonly offers: readonly string[]
  /** What the operating system enforces here; found out by trying. */
  readonly sandbox: (how: ReportHow) => Promise<SandboxReport>
  readonly env: Readonly<Record<string, string | undefined>>
  /** For people who look at the worker's own output. */
  readonly say: (words: string) => void
}

export interface WorkerLoop {
  /** Ends the run under way and then the loop. */
  shutDown(): void
  /** Settles when this process is to end, with its exit code. Nothing may be waited for any more. */
  readonly ended: Promise<ExitCode>
}

/** The worker: greets the core, then does one assignment after the other until it is told to go or the core is gone. */
export function startLoop(deps: WorkerDeps): WorkerLoop {
  const { port, clock, beats, handlers, version, offers, env, say } = deps
  const redactionWith = createRedactionWith(env)
  const { promise: ended, resolve: end } = Promise.withResolvers<ExitCode>()
  let greeting: Extract<ToWorker, { kind: 'hello' }> | undefined
  let sandbox: SandboxReport | undefined
  let current: Run | undefined
  /** Set when the loop is to end after the run under way. */
  let leaving: ExitCode | undefined

  async function greet(hello: Extract<ToWorker, { kind: 'hello' }>): Promise<void> {
    if (hello.protocol !== PROTOCOL_VERSION) {
      say(
        `This worker speaks protocol ${PROTOCOL_VERSION}, the core speaks ${hello.protocol}: they are of different versions of Interlock.`,
      )
      end(EXIT.mismatch)
      return
    }
    greeting = hello
    sandbox = await deps.sandbox({})
    port.send({
      kind: 'ready',
      protocol: PROTOCOL_VERSION,
      pid: process.pid,
      node: process.version,
      version,
      offers: [...offers],
      sandbox,
    })
  }

  /** A run under way goes on with the kind of sandbox it began with, so what there is is looked for anew only between runs. */
  async function testSandbox(): Promise<void> {
    sandbox = await deps.sandbox({
      again: current === undefined,
      onFinding: (finding) => port.send({ kind: 'finding', finding }),
    })
    port.send({ kind: 'sandbox', sandbox })
  }

  async function work(assignment: Assignment, secrets: Secrets): Promise<void> {
    try {
      current = begin(assignment, secrets)
    } catch (error) {
      if (!(error instanceof RunEnd)) throw error
      return refuse(assignment, error)
    }
    const outcome = await current.done
    if (outcome === 'abandoned') {
      say(`The work of run ${assignment.run} did not stop when it was told to, so this worker ends itself.`)
      return leave(EXIT.broken)
    }
    current = undefined
    if (leaving !== undefined) await leave(leaving)
  }

  function begin(assignment: Assignment, secrets: Secrets): Run {
    if (greeting === undefined || sandbox === undefined) {
      throw failed('worker_not_ready', 'The worker has not said yet that it is ready.', { transient: true })
    }
    if (current !== undefined || leaving !== undefined) {
      throw failed('worker_busy', 'The worker does another run, or is about to end.', { transient: true })
    }
    const handler = handlerOf(assignment)
    return startRun({
      port,
      clock,
      beats,
      assignment,
      secrets,
      redactionWith,
      perform: handler.prepare(assignment.job.payload),
      ownTools: handler.tools,
      worker: { id: greeting.worker, version, sandbox, env },
      killSwitchFile: greeting.kill_switch_file,
      cookie: greeting.cookie,
    })
  }

  function handlerOf({ job }: Assignment): Handler {
    const type = jobTypeSchema.safeParse(job.type)
    if (type.success) return handlers[type.data]
    const known = JOB_TYPES.join(', ')
    throw failed('unsupported_job_type', `This worker does not know the job type ${job.type}. It knows ${known}.`, {
      daliError: `unsupported_job_type:${job.type}`,
    })
  }

  async function leave(code: ExitCode): Promise<void> {
    leaving = code
    await port.flushed()
    end(code)
  }

  /** Without a core there is nobody to work for; what was started must not go on. */
  async function orphaned(): Promise<void> {
    leaving = EXIT.orphaned
    current?.requestStop('shutdown')
    const late = Promise.withResolvers<void>()
    clock.after(ORPHAN_MS, () => late.resolve())
    await Promise.race([current?.done, late.promise])
    end(EXIT.orphaned)
  }

  /** Finishes a run that was not begun. */
  function refuse({ run, token }: Pick<Assignment, 'run' | 'token'>, ending: RunEnd): void {
    const artifacts = createArtifacts('', createRedaction([]))
    const finish = finishOf({ ending, partial: undefined, compat: null, usage: NO_USAGE, artifacts })
    createRunLink({ port, run, token }).send({ kind: 'finish', finish })
  }

  /** An assignment that does not fit is a finish with a reason; any other message that does not fit is passed over. */
  function misfit(message: unknown, error: z.ZodError): void {
    const assigned = looseAssignment.safeParse(message)
    if (assigned.success) refuse(assigned.data.assignment, invalidAssignment(error, message, 'assignment'))
    else say(`A message of the core does not fit the protocol and was passed over: ${error.message}`)
  }

  function receive(message: ToWorker): void {
    switch (message.kind) {
      case 'hello':
        return void greet(message)
      case 'assign':
        return void work(message.assignment, message.secrets ?? {})
      case 'self_test':
        return void testSandbox()
      case 'bye':
        return shutDown()
      case 'finished':
        return
      default:
        if (message.run === current?.id) toRun(current, message)
    }
  }

  function toRun(run: Run, message: Extract<ToWorker, { kind: 'ack' | 'withheld' | 'credit' | 'stop' }>): void {
    switch (message.kind) {
      case 'ack':
        return run.onAck(message.seq)
      case 'withheld':
        return run.onWithheld(message.seq, message.steps)
      case 'credit':
        return run.onCredit(message.bytes)
      case 'stop':
        return run.requestStop(message.reason)
    }
  }

  function shutDown(): void {
    leaving ??= EXIT.done
    if (current === undefined) void leave(EXIT.done)
    else current.requestStop('shutdown')
  }

  port.onMessage((message) => {
    const parsed = toWorkerSchema.safeParse(message)
    if (parsed.success) receive(parsed.data)
    else misfit(message, parsed.error)
  })
  port.onClose(() => void orphaned())

  return { shutDown, ended }
}

/** What is needed to refuse an assignment. */
const looseAssignment = z.object({
  kind: z.literal('assign'),
  assignment: z.object({ run: idSchema, token: z.int().min(1) }),
})
