import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { exitOf, within } from '../exit-of.ts'
import { requireHostNode } from '../host-node.ts'
import { type Slot, stdioWithoutLeaks } from '../inherited-descriptors.ts'
import { LaunchRefused } from '../launch-refused.ts'
import type { Enclosure } from '../supervise.ts'
import type { Confinement } from './confinement.ts'
import { jobObjectCalls } from './job-object.ts'
import type { JobObject, JobObjects } from './job-objects.ts'

/**
 * Waits to be put into a Job Object, then starts the command in it and says how it ended. It takes the command over its channel, so
 * that no argument stands in its own, and ends when the worker is gone. Node is what there is on Windows to run it.
 */
const RUNNER = String.raw`
const { spawn } = require('node:child_process')
const say = (word) => process.connected && process.send(word)
const last = (word) => process.connected ? process.send(word, () => process.exit()) : process.exit()
process.once('disconnect', () => process.exit())
process.once('message', ({ argv: [file, ...args], env, directory }) => {
  try {
    const child = spawn(file, args, { cwd: directory, env, stdio: 'inherit', windowsHide: true })
    child.once('error', ({ code }) => last({ kind: 'not_started', code: String(code) }))
    child.once('spawn', () => say({ kind: 'started' }))
    child.once('exit', (exitCode, signal) => last({ kind: 'ended', exitCode, signal }))
  } catch ({ code }) {
    last({ kind: 'not_started', code: String(code) })
  }
})
`

const wordSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started') }),
  z.object({ kind: z.literal('not_started'), code: z.string().max(64) }),
  z.object({
    kind: z.literal('ended'),
    exitCode: z.number().nullable(),
    signal: z.custom<NodeJS.Signals>((value) => typeof value === 'string').nullable(),
  }),
])
type Word = z.infer<typeof wordSchema>

/** Starting Node takes some ten milliseconds; a machine under load is slow, not wrong. */
const SETUP_MS = 30_000

export interface JobSpec {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly directory: string
  readonly confinement: Confinement
  readonly input?: 'ignore' | 'pipe'
  readonly output: readonly [stdout: Slot, stderr: Slot]
  readonly jobs: JobObjects
}

export interface InJob extends Enclosure {
  readonly child: ChildProcess
}

/** Starts a command in a Job Object of its own and resolves when it runs. Throws LaunchRefused, with all gone, when it does not. */
export async function startInJob(spec: JobSpec): Promise<InJob> {
  const child = spawn(runnerNode(), ['--input-type=commonjs', '-e', RUNNER], {
    env: {},
    stdio: stdioWithoutLeaks([spec.input ?? 'ignore', ...spec.output, 'ipc']),
    // Otherwise Node puts it into a job of its own; ours ends it with the worker just as well.
    detached: true,
    windowsHide: true,
  })
  const gone = exitOf(child)
  const began = Promise.withResolvers<void>()
  let refusal: string | undefined
  let hasBegun = false
  let ended: Extract<Word, { kind: 'ended' }> | undefined
  child.on('message', (message) => {
    const word = wordSchema.safeParse(message).data
    if (word?.kind === 'started') hasBegun = true
    if (word?.kind === 'not_started') refusal = word.code
    if (word?.kind === 'ended') ended = word
    began.resolve()
  })
  // Its end says so.
  child.on('error', () => undefined)

  const { pid } = child
  const job = pid === undefined ? undefined : await enclosed(spec, pid, child)
  if (pid === undefined || job === undefined) throw refused('the system did not start what runs commands.')
  child.send({ argv: spec.argv, env: spec.env, directory: spec.directory })
  await within(SETUP_MS, Promise.race([began.promise, gone]))
  // Its last words may come after its exit.
  if (!hasBegun) await within(100, began.promise)
  if (!hasBegun) {
    await empty(job, 1000)
    job.close()
    throw refused(`the system did not start the command (${refusal ?? 'no reason given'}).`)
  }

  let used: ReturnType<JobObject['usage']> | undefined
  return {
    child,
    pid,
    // Windows knows no way to ask a process without a window to end.
    ask: () => undefined,
    async end(waitMs) {
      if (used !== undefined) return true
      const isEmpty = await empty(job, waitMs)
      used = job.usage()
      // The last handle: what is still in it ends with it.
      job.close()
      return isEmpty && within(waitMs, gone)
    },
    ended: () => ({
      exitCode: ended === undefined ? null : ended.exitCode,
      signal: ended === undefined ? 'SIGKILL' : ended.signal,
      peakBytes: used?.peakBytes ?? 0,
      cpuSeconds: used?.cpuSeconds ?? 0,
    }),
  }
}

function runnerNode(): string {
  try {
    return requireHostNode('Commands are put into their Job Object by it.')
  } catch (error) {
    throw refused(error instanceof Error ? error.message : String(error), error)
  }
}

async function enclosed({ jobs, confinement }: JobSpec, pid: number, child: ChildProcess): Promise<JobObject> {
  try {
    return await jobs.enclose(jobObjectCalls(confinement), pid)
  } catch (error) {
    child.kill('SIGKILL')
    throw refused(error instanceof Error ? error.message : String(error), error)
  }
}

/** Ends what is in it; whether nothing is left. */
async function empty(job: JobObject, waitMs: number): Promise<boolean> {
  const deadline = performance.now() + waitMs
  job.terminate()
  for (let pause = 1; job.usage().processes > 0; pause = Math.min(2 * pause, 20)) {
    if (performance.now() > deadline) return false
    await sleep(pause)
  }
  return true
}

function refused(why: string, cause?: unknown): LaunchRefused {
  return new LaunchRefused('start_failed', `The command could not be put into a Job Object: ${why}`, { cause })
}
