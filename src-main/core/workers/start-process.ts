import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { requireHostNode } from '#confine'
import { BEAT_DESCRIPTOR } from '#schemas/protocol'

/** How a process of ours ended. */
export interface ProcessExit {
  readonly code: number | null
  readonly signal: string | null
  /** The last lines it wrote on stderr. */
  readonly lastWords: string
}

/** One process of ours that runs the built worker, seen from the core. */
export interface OwnProcess {
  /** Undefined until the system has given it one, and where it could not be started. */
  readonly pid: number | undefined
  /** A message to a process that is gone is dropped; its end is told by itself. */
  send(message: unknown): void
  kill(): void
}

export interface ProcessStart {
  /** The built worker. */
  readonly entry: string
  /** What it is to be, where it is no worker. */
  readonly use?: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether a thread of it sends heartbeats, and its last words are kept. */
  readonly watched: boolean
}

export interface ProcessEvents {
  readonly started?: (pid: number) => void
  /** Unparsed, one at a time and in order. */
  readonly message: (message: unknown) => void
  /** A line of its heartbeats. */
  readonly beat?: (line: string) => void
  /** It is gone, or could not be started. What it wrote before may still arrive. */
  readonly exit: (exit: ProcessExit) => void
  /** It is gone and nothing it said can arrive any more. */
  readonly closed?: () => void
}

/**
 * Starts a process of ours, which ends when this one does. A shell whose own program is no Node brings another kind.
 * @throws when the system refuses
 */
export type StartProcess = (start: ProcessStart, events: ProcessEvents) => OwnProcess

/** Most of what our processes make is garbage at once; left to grow, the room for it costs each 6 MB and makes none faster. */
const YOUNG_ROOM = '--max-semi-space-size=2'
const SETPRIV = '/usr/bin/setpriv'
const LAST_WORDS = 2000

/**
 * Forks the built worker. On Linux the system kills it when this process dies, however that happens; elsewhere its own
 * heartbeat thread notices the closed pipe. It gets a session of its own, so that Ctrl-C in a terminal reaches the core only.
 */
export const forkProcess: StartProcess = ({ entry, use, env, watched }, events) => {
  const [command, args] = boundToParent(entry, use === undefined ? [] : [use])
  const child = spawn(command, args, {
    // 0 to 2, heartbeats on 3 where there are some, messages last.
    stdio: watched ? ['ignore', 'ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    detached: true,
    windowsHide: true,
    env,
  })
  const words = createLastWords()
  child.stderr?.setEncoding('utf8').on('data', words.add)
  readBeats(child, events)
  child.on('message', (sent) => {
    // What a worker says in one turn of its loop comes together.
    for (const message of Array.isArray(sent) ? sent : [sent]) events.message(message)
  })
  let isOver = false
  const end = (exit: ProcessExit) => {
    if (isOver) return
    isOver = true
    events.exit(exit)
  }
  // What it wrote before it ended arrives before the channel closes, and may do so after the news of its end.
  const closed = () => {
    if (!child.connected && (child.exitCode !== null || child.signalCode !== null)) events.closed?.()
  }
  child.on('error', (error) => {
    end({ code: null, signal: null, lastWords: error.message })
    if (child.pid === undefined) events.closed?.()
  })
  child.on('exit', (code, signal) => {
    end({ code, signal, lastWords: words.all() })
    closed()
  })
  child.on('disconnect', closed)
  if (child.pid !== undefined) events.started?.(child.pid)
  return {
    pid: child.pid,
    send(message) {
      // The exit event tells of a process that is gone; a message to it needs no error of its own.
      if (child.connected) child.send(toSend(message), () => undefined)
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

/** Node's own type leaves out what structured cloning takes; what we send are plain objects. */
function toSend(message: unknown): object {
  if (typeof message !== 'object' || message === null) throw new TypeError('Only objects are sent to a process.')
  return message
}

/** How a process is started so that it dies with this one, where the system offers that. */
function boundToParent(entry: string, more: readonly string[]): [command: string, args: string[]] {
  const node = requireHostNode('Interlock starts its workers with it.')
  const args = ['--enable-source-maps', YOUNG_ROOM, entry, ...more]
  return process.platform === 'linux' && existsSync(SETPRIV)
    ? [SETPRIV, ['--pdeathsig', 'KILL', node, ...args]]
    : [node, args]
}

/** Keeps the end of what a process writes on stderr. */
export function createLastWords() {
  let words = ''
  return {
    add: (text: string): void => {
      words = (words + text).slice(-LAST_WORDS)
    },
    all: () => words.trim(),
  }
}

function readBeats(child: ChildProcess, events: ProcessEvents): void {
  const pipe = child.stdio[BEAT_DESCRIPTOR]
  if (events.beat === undefined || !(pipe instanceof Readable)) return
  createInterface({ input: pipe }).on('line', events.beat)
}
