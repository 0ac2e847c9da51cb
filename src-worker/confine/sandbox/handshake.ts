import type { ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { getSystemErrorName } from 'node:util'
import { exitOf, within } from '../exit-of.ts'
import { killTree } from '../kill-tree.ts'
import { LaunchRefused } from '../launch-refused.ts'
import { createProcessTable } from '../process-table.ts'
import { readStarterWord, starterRequest, type StarterRequest, type StarterWord } from './starter.ts'

/** Where a starter finds its channel to us. */
export const CHANNEL = 3

/** Setting up takes some ten milliseconds; a machine under load is slow, not wrong. */
const SETUP_MS = 30_000
const MAX_COMPLAINT = 1000

/** How the command ended, by the word of the starter. */
export interface Ended {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** Resident memory of the largest process that was waited for. */
  readonly peakBytes: number
  readonly cpuSeconds: number
}

export interface Begun {
  /** The first process inside, by its number outside; without bubblewrap the child itself. */
  readonly pid: number
  readonly gone: Promise<void>
  ended(): Ended
  /** Lets the starter know that nobody waits any more. */
  hangUp(): void
}

export interface HandshakeOptions {
  readonly child: ChildProcess
  readonly request: StarterRequest
  /** Whether the child is bubblewrap, which stays outside: the first process inside is the one it has started. */
  readonly staysOutside: boolean
  /** Where what goes to stderr can be read. */
  readonly errors: Readable | null
  /** Called when all is set up and the command has not begun, with the first process inside. */
  readonly enclose?: ((pid: number) => void) | undefined
}

/** Hands the command over and waits until it runs. Throws LaunchRefused, with the child gone, when it does not. */
export async function handOver(options: HandshakeOptions): Promise<Begun> {
  const { child, request, staysOutside, errors, enclose } = options
  const gone = exitOf(child)
  const channel = child.stdio[CHANNEL]
  const words = lines(channel)
  const table = createProcessTable()
  const startTime = child.pid === undefined ? undefined : table.find(child.pid)?.startTime
  let verdict: StarterWord | undefined
  let ended: Ended | undefined
  let isStarting = false
  const ready = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  let complaint = Promise.resolve('')
  // At once: Node throws away what nobody has asked for by the next turn.
  child.once('exit', () => {
    if (verdict?.kind !== 'started' && !isStarting) complaint = textOf(errors)
  })

  words.on((line) => {
    const word = readStarterWord(line)
    if (word?.kind === 'ready') return ready.resolve()
    if (word?.kind === 'ended') return void (ended = endedBy(word))
    if (word?.kind === 'starting') return void (isStarting = true)
    verdict ??= word
    if (verdict !== undefined) begun.resolve()
  })
  const isWritable = channel !== null && channel !== undefined && 'write' in channel
  // A sandbox that could not be made has nobody to read what is written; its exit says so.
  if (isWritable) channel.on('error', () => undefined)

  /** @returns the first process inside, where there is one */
  async function begin(): Promise<number | undefined> {
    await within(SETUP_MS, Promise.race([ready.promise, gone]))
    if (child.pid === undefined || hasEnded(child) || !isWritable) return undefined
    const pid = staysOutside ? table.childrenOf(child.pid)[0] : child.pid
    if (pid === undefined) return undefined
    enter(pid)
    channel.write(starterRequest(request))
    await within(SETUP_MS, Promise.race([begun.promise, gone]))
    // Its last words may come after its exit.
    if (hasEnded(child)) await within(100, begun.promise)
    return pid
  }

  function enter(first: number): void {
    try {
      enclose?.(first)
    } catch (cause) {
      throw refused(`its first process was not let into its control group (${wordsOf(cause)}).`, cause)
    }
  }

  let failure: unknown
  const pid = await begin().catch((error: unknown) => {
    failure = error
    return undefined
  })
  // A command that ends the starter before it could say anything has begun, or there would be a word of why not.
  const hasBegun = verdict?.kind === 'started' || (verdict === undefined && isStarting && hasEnded(child))
  if (failure !== undefined || !hasBegun || pid === undefined) {
    const wasSlow = !hasEnded(child)
    await endAll(child, startTime)
    await within(1000, Promise.all([gone, words.closed]))
    if (failure instanceof Error) throw failure
    throw notStarted(verdict, (await complaint).trim() || (wasSlow ? 'it was not ready in time.' : 'it ended at once.'))
  }
  return {
    pid,
    gone,
    ended: () => ended ?? endedAs(child),
    hangUp: () => void (isWritable && channel.end()),
  }
}

/** Until bubblewrap has let its first process go on, that one lives on without it, waiting. */
async function endAll(child: ChildProcess, startTime: string | undefined): Promise<void> {
  if (child.pid === undefined) return
  try {
    await killTree(child.pid, startTime, { waitMs: 1000 })
  } catch {
    // No list of processes to be had (EMFILE).
    child.kill('SIGKILL')
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

/** Some numbers have an older name as well, which stands later. */
const SIGNALS = new Map(
  Object.entries(constants.signals)
    .toReversed()
    .map(([name, number]) => [number, name]),
)

function signalNamed(number: number): NodeJS.Signals | null {
  const name = SIGNALS.get(number)
  return name !== undefined && isSignal(name) ? name : null
}

function isSignal(name: string): name is NodeJS.Signals {
  return name in constants.signals
}

/** `status` as wait(2) gives it. */
function endedBy({ status, peakBytes, cpuSeconds }: Extract<StarterWord, { kind: 'ended' }>): Ended {
  const signal = status & 0x7f
  return signal === 0
    ? { exitCode: (status >> 8) & 0xff, signal: null, peakBytes, cpuSeconds }
    : { exitCode: null, signal: signalNamed(signal) ?? 'SIGKILL', peakBytes, cpuSeconds }
}

/** Without a word of the starter something killed it, and with it the command. */
function endedAs(child: ChildProcess): Ended {
  const isKilled = child.signalCode !== null || (child.exitCode ?? 0) !== 0
  return {
    exitCode: isKilled ? null : child.exitCode,
    signal: isKilled ? 'SIGKILL' : null,
    peakBytes: 0,
    cpuSeconds: 0,
  }
}

/** What bubblewrap said before it gave up; nothing of the command's, which never ran. */
async function textOf(stream: Readable | null): Promise<string> {
  let text = ''
  if (stream === null) return text
  stream.on('data', (bytes: Buffer) => (text = (text + bytes.toString('utf8')).slice(0, MAX_COMPLAINT)))
  await within(
    200,
    finished(stream, { writable: false }).catch(() => undefined),
  )
  return text
}

function notStarted(verdict: StarterWord | undefined, complaint: string): LaunchRefused {
  if (verdict?.kind === 'not_started') {
    const name = getSystemErrorName(-verdict.errno)
    return new LaunchRefused('start_failed', `The command could not be started inside the sandbox: ${name}.`)
  }
  return refused(verdict?.kind === 'limit_refused' ? `the system refused its limit ${verdict.limit}.` : complaint)
}

function refused(why: string, cause?: unknown): LaunchRefused {
  return new LaunchRefused('start_failed', `The sandbox could not be made: ${why}`, { cause })
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

type Stdio = ChildProcess['stdio'][number]

/** Whole lines of a pipe as they come. */
function lines(stream: Stdio | undefined) {
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  let rest = ''
  let receive: (line: string) => void = () => undefined
  if (isReadable(stream)) {
    stream.on('data', (bytes: Buffer) => {
      const parts = (rest + bytes.toString('utf8')).split('\n')
      // What has no end yet; nobody inside is taken at more than his word.
      rest = (parts.pop() ?? '').slice(-4096)
      for (const line of parts) receive(line)
    })
    stream.on('error', () => resolve())
    stream.on('close', () => resolve())
  } else resolve()
  return { on: (handler: (line: string) => void) => void (receive = handler), closed }
}

function isReadable(stream: Stdio | undefined): stream is Readable {
  return stream !== null && stream !== undefined && 'read' in stream
}
