import { createInterface } from 'node:readline'
import { MessageChannelMain, utilityProcess } from 'electron'
import { createLastWords, type StartProcess } from '#core'

/** So long may messages of a process take that has ended. */
const LAST_WORDS_MS = 1000

/**
 * Starts the built worker as a utility process of Electron, whose own program is no Node. Messages go over a port of their own;
 * stdout carries heartbeats, which a thread writes that goes on while the main thread is busy: a port of Electron cannot be handed
 * to a thread. When this process dies, Chromium ends its utility processes, and the heartbeat thread finds its pipe closed.
 */
export const startUtility: StartProcess = ({ entry, use, env, watched }, events) => {
  const { port1: near, port2: far } = new MessageChannelMain()
  const child = utilityProcess.fork(entry, use === undefined ? [] : [use], {
    serviceName: use ?? 'Interlock worker',
    stdio: watched ? ['ignore', 'pipe', 'pipe'] : 'ignore',
    env: stringsOf(env),
  })
  const words = createLastWords()
  let pid: number | undefined
  let isKilled = false
  let isGone = false
  let isPortClosed = false

  function closed(): void {
    if (isGone && isPortClosed) events.closed?.()
  }

  function letGo(): void {
    if (isPortClosed) return
    isPortClosed = true
    near.close()
    closed()
  }

  near.on('message', ({ data }: { data: unknown }) => {
    // What it says in one turn of its loop comes together; the rest is the question whether that has arrived.
    if (Array.isArray(data)) for (const message of data) events.message(message)
    else if (isFlush(data)) near.postMessage({ flushed: data.flush })
  })
  near.on('close', () => {
    isPortClosed = true
    closed()
  })
  near.start()

  child.on('spawn', () => {
    pid = child.pid
    if (pid === undefined) return
    if (isKilled) end()
    else events.started?.(pid)
  })
  child.stderr?.on('data', (text: string | Buffer) => words.add(String(text)))
  if (child.stdout !== null && events.beat !== undefined)
    createInterface({ input: child.stdout }).on('line', events.beat)
  child.on('exit', (code) => {
    isGone = true
    // Electron reports an end that it was asked for as one without a fault.
    events.exit({ code: isKilled ? null : code, signal: isKilled ? 'SIGKILL' : null, lastWords: words.all() })
    // What it wrote before it ended may come after the news of its end; the port closes behind that.
    if (isPortClosed) closed()
    else setTimeout(letGo, LAST_WORDS_MS)
  })
  child.on('error', (kind, location) => words.add(`${kind} at ${location}\n`))
  child.postMessage({}, [far])

  /** `kill()` asks with SIGTERM, which a stuck worker does not hear. */
  function end(): void {
    if (isGone) return
    try {
      if (pid !== undefined && process.platform !== 'win32') process.kill(pid, 'SIGKILL')
      else child.kill()
    } catch {
      // Gone already; the exit event says so.
    }
  }

  return {
    get pid() {
      return pid
    },
    send(message) {
      if (!isGone) near.postMessage(message)
    },
    kill() {
      isKilled = true
      end()
    },
  }
}

function isFlush(data: unknown): data is { flush: unknown } {
  return typeof data === 'object' && data !== null && 'flush' in data
}

/** Electron refuses an environment with anything but text in it. */
function stringsOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
