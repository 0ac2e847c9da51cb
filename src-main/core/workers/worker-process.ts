import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import {
  BEAT_DESCRIPTOR,
  type Beat,
  beatSchema,
  type FromWorker,
  fromWorkerSchema,
  type ToWorker,
} from '#schemas/protocol'

/** How a worker process ended. */
export interface WorkerExit {
  readonly code: number | null
  readonly signal: string | null
  /** The last lines it wrote on stderr. */
  readonly lastWords: string
}

/** One worker process, seen from the core: messages, heartbeats, an end. Shells may bring another kind. */
export interface WorkerProcess {
  readonly pid: number
  send(message: ToWorker): void
  kill(): void
}

export interface WorkerEvents {
  readonly message: (message: FromWorker) => void
  /** Something arrived that is no message of the protocol. */
  readonly garbage: (problem: string) => void
  readonly beat: (beat: Beat) => void
  readonly exit: (exit: WorkerExit) => void
}

/** Starts a worker. @throws when the system refuses */
export type SpawnWorker = (worker: { id: string; slot: number }, events: WorkerEvents) => WorkerProcess

const SETPRIV = '/usr/bin/setpriv'
const LAST_WORDS = 2000

/**
 * Forks the built worker. On Linux the system kills it when this process dies, however that happens; elsewhere its own
 * heartbeat thread notices the closed pipe. It gets a session of its own, so that Ctrl-C in a terminal reaches the core only.
 */
export function createForkedWorkers(entry: string): SpawnWorker {
  const [command, args] = boundToParent(entry, [])

  return (worker, events) => {
    const child = spawn(command, args, {
      // 0 to 2, heartbeats on 3, messages on 4.
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
      detached: true,
      windowsHide: true,
      env: { ...process.env, INTERLOCK_RUN: worker.id },
    })
    const lastWords = gatherLastWords(child)
    readBeats(child, events)
    child.on('message', (sent) => {
      // What a worker says in one turn of its loop comes together.
      for (const message of Array.isArray(sent) ? sent : [sent]) {
        const parsed = fromWorkerSchema.safeParse(message)
        if (parsed.success) events.message(parsed.data)
        else events.garbage(parsed.error.issues[0]?.message ?? 'not a message')
      }
    })
    let over = false
    const end = (exit: WorkerExit) => {
      if (over) return
      over = true
      events.exit(exit)
    }
    child.on('error', (error) => end({ code: null, signal: null, lastWords: error.message }))
    child.on('exit', (code, signal) => end({ code, signal, lastWords: lastWords() }))
    if (child.pid === undefined) throw new Error('The worker process could not be started.')
    return {
      pid: child.pid,
      send: (message) => {
        // The exit event tells of a worker that is gone; a message to it needs no error of its own.
        if (child.connected) child.send(message, () => undefined)
      },
      kill: () => child.kill('SIGKILL'),
    }
  }
}

/** How a worker is started so that it dies with this process, where the system offers that. */
export function boundToParent(entry: string, more: readonly string[]): [command: string, args: string[]] {
  const args = ['--enable-source-maps', entry, ...more]
  return process.platform === 'linux' && existsSync(SETPRIV)
    ? [SETPRIV, ['--pdeathsig', 'KILL', process.execPath, ...args]]
    : [process.execPath, args]
}

function gatherLastWords(child: ChildProcess): () => string {
  let words = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-LAST_WORDS)
  })
  return () => words.trim()
}

function readBeats(child: ChildProcess, events: WorkerEvents): void {
  const pipe = child.stdio[BEAT_DESCRIPTOR]
  if (!(pipe instanceof Readable)) return
  const lines = createInterface({ input: pipe })
  lines.on('line', (line) => {
    const beat = parseBeat(line)
    if (beat === undefined) events.garbage('a heartbeat that cannot be read')
    else events.beat(beat)
  })
}

function parseBeat(line: string): Beat | undefined {
  try {
    return beatSchema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
