import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type Budgets, type Policy, READ_ONLY_POLICY } from '#schemas'
import {
  type Assignment,
  type Beat,
  beatSchema,
  type Finish,
  type FromWorker,
  fromWorkerSchema,
  PROTOCOL_VERSION,
  type ReportedArtifact,
  type ReportedStep,
  type ToWorker,
} from '#schemas/protocol'

export const BUDGETS: Budgets = {
  max_wall_time_sec: 60,
  max_tool_calls: 10,
  max_output_bytes: 1_048_576,
  max_concurrency_slots: 1,
}
export const COMMANDS: Policy = { ...READ_ONLY_POLICY, allow_subprocess: true }

export interface JobParts {
  readonly type: string
  readonly payload: unknown
  readonly budgets?: Partial<Budgets>
  readonly policy?: Policy
  readonly compat?: 'dali'
  readonly run?: string
  readonly workspace?: string
  /** Where an earlier run of the job was suspended. */
  readonly continuation?: unknown
}

export interface HarnessOptions {
  /** File of the worker process, relative to this folder. */
  readonly entry?: string
  readonly env?: Record<string, string>
  /** What the core does by itself on each message; the default acknowledges and gives credit at once. */
  readonly acknowledge?: boolean
  readonly credit?: boolean
}

export type WorkerHarness = Awaited<ReturnType<typeof startWorker>>

/** A real worker process and just enough of a core to talk to it. */
export async function startWorker(options: HarnessOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-worker-'))
  // Beside the workspace: a command is not given one around Interlock's own data.
  const spool = mkdtempSync(join(tmpdir(), 'interlock-spool-'))
  const killSwitchFile = join(folder, 'KILL_SWITCH')
  const child = forkWorker(options)
  const exited = once(child, 'exit')
  const received: FromWorker[] = []
  const beats: Beat[] = []
  const misfits: unknown[] = []
  let stderr = ''
  let changed = Promise.withResolvers<void>()
  let runs = 0

  function send(message: ToWorker | object): void {
    child.send(message)
  }

  child.on('message', (sent: unknown) => {
    for (const raw of z.array(z.unknown()).parse(sent)) {
      const parsed = fromWorkerSchema.safeParse(raw)
      if (parsed.success) {
        received.push(parsed.data)
        answer(parsed.data)
      } else misfits.push({ raw, problem: parsed.error.message })
    }
    changed.resolve()
    changed = Promise.withResolvers()
  })
  child.stderr?.on('data', (bytes: Buffer) => (stderr += bytes.toString('utf8')))

  function answer(message: FromWorker): void {
    if (!('seq' in message)) return
    const { run } = message
    if (options.acknowledge !== false) send({ kind: 'ack', run, seq: message.seq })
    if (message.kind === 'output' && options.credit !== false) {
      send({ kind: 'credit', run, bytes: Math.max(1, bytesOf(message.frames.map(({ text }) => text))) })
    }
    if (message.kind === 'finish') send({ kind: 'finished', run })
  }

  /** Resolves to the first message, of those received and those to come, that `wanted` takes. */
  async function until<M extends FromWorker>(wanted: (message: FromWorker) => message is M, ms?: number): Promise<M>
  async function until(wanted: (message: FromWorker) => boolean, ms?: number): Promise<FromWorker>
  async function until(wanted: (message: FromWorker) => boolean, ms = 15_000): Promise<FromWorker> {
    const deadline = performance.now() + ms
    for (;;) {
      const found = received.find(wanted)
      if (found !== undefined) return found
      const left = deadline - performance.now()
      if (left <= 0) throw new Error(`Not within ${ms} ms. Received: ${JSON.stringify(received.slice(-5))}. ${stderr}`)
      await Promise.race([changed.promise, sleep(left)])
    }
  }

  const beatPipe = child.stdio[3]
  if (beatPipe instanceof Readable) {
    const lines = createInterface({ input: beatPipe })
    lines.on('line', (line) => beats.push(beatSchema.parse(JSON.parse(line))))
  }

  function assignmentOf(parts: JobParts): Assignment {
    runs += 1
    const run = parts.run ?? `run-${runs}`
    return {
      run,
      number: 1,
      token: runs,
      job: {
        id: `job-test${String(runs).padStart(8, '0')}`,
        type: parts.type,
        payload: parts.payload,
        budgets: { ...BUDGETS, ...parts.budgets },
        policy: parts.policy ?? COMMANDS,
        compat: parts.compat ?? null,
      },
      ...(parts.continuation !== undefined && { continuation: parts.continuation }),
      workspace: { name: 'demo', path: parts.workspace ?? folder },
      scratch: join(spool, `${run}.files`),
      lease_ms: 60_000,
    }
  }

  async function finishOf(run: string, ms?: number): Promise<Finish> {
    const message = await until((each) => each.kind === 'finish' && each.run === run, ms)
    if (message.kind !== 'finish') throw new Error('unreachable')
    return message.finish
  }

  return {
    child,
    exited,
    folder,
    killSwitchFile,
    received,
    misfits,
    beats,
    stderr: () => stderr,
    send,
    until,
    hello: (protocol = PROTOCOL_VERSION) =>
      send({ kind: 'hello', protocol, worker: 'wrk-1', kill_switch_file: killSwitchFile, cookie: 'core-test' }),
    assignmentOf,
    finishOf,
    /** Assigns a job and returns at once. */
    begin(parts: JobParts): Assignment {
      const assignment = assignmentOf(parts)
      send({ kind: 'assign', assignment })
      return assignment
    },
    /** Assigns a job and waits for its finish. */
    async run(parts: JobParts, ms?: number): Promise<{ assignment: Assignment; finish: Finish }> {
      const assignment = assignmentOf(parts)
      send({ kind: 'assign', assignment })
      return { assignment, finish: await finishOf(assignment.run, ms) }
    },
    stepsOf: (run: string): ReportedStep[] =>
      received.flatMap((message) => (message.kind === 'steps' && message.run === run ? message.steps : [])),
    outputOf: (run: string, ...streams: string[]): string =>
      received
        .flatMap((message) => (message.kind === 'output' && message.run === run ? message.frames : []))
        .filter(({ stream }) => streams.length === 0 || streams.includes(stream))
        .map(({ text }) => text)
        .join(''),
    async close(): Promise<void> {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await exited
      }
      for (const each of [folder, spool]) rmSync(each, { recursive: true, force: true })
    },
  }
}

/** A worker that has said it is ready. */
export async function readyWorker(options?: HarnessOptions): Promise<WorkerHarness> {
  const worker = await startWorker(options)
  worker.hello()
  await worker.until(({ kind }) => kind === 'ready')
  return worker
}

function forkWorker({ entry = '../main.ts', env }: HarnessOptions): ChildProcess {
  return fork(join(import.meta.dirname, entry), {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
    // A test runner's own flags are not for the worker.
    execArgv: [],
  })
}

function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
}

/** What a run left of this kind, wherever it lies; undefined when it left none. */
export function artifactText(
  finish: Finish,
  { scratch }: Assignment,
  kind: ReportedArtifact['kind'],
): string | undefined {
  const found = finish.artifacts.find((artifact) => artifact.kind === kind)
  if (found === undefined) return undefined
  return 'text' in found ? found.text : readFileSync(join(scratch, found.file), 'utf8')
}
