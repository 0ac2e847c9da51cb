import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import type { Readable, Writable } from 'node:stream'

/** One conversation in Chromium's DevTools protocol; events are emitted under their names. */
export class CdpSession extends EventEmitter {
  readonly #say: (method: string, parameters: object) => Promise<unknown>

  constructor(say: (method: string, parameters: object) => Promise<unknown>) {
    super()
    this.#say = say
    this.setMaxListeners(0)
  }

  /** @throws Error with Chromium's words */
  async send<Result = unknown>(method: string, parameters: object = {}): Promise<Result> {
    return (await this.#say(method, parameters)) as Result
  }
}

export interface Chromium {
  readonly root: CdpSession
  readonly attach: (targetId: string) => Promise<CdpSession>
  /** Ends it, and with it all that it started. */
  readonly end: () => void
  readonly onGone: (tell: () => void) => void
}

interface Message {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { message: string }
}

/**
 * Starts Chromium without a window. We talk through a pipe, whose end also ends Chromium; a port is opened beside it for
 * Playwright, which waits for its address on stderr.
 */
export async function startChromium(program: string, flags: string[]): Promise<Chromium> {
  const own = ['--no-startup-window', '--remote-debugging-pipe', '--remote-debugging-port=0']
  const child = spawn(program, [...flags, ...own], { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] })
  const [, , log, outward, inward] = child.stdio as [null, null, Readable, Writable, Readable]
  const talk = createTalk(outward, inward)
  // What waits for `ready` with nothing else to do must not be kept waiting by us.
  const loose = [child, log, outward, inward] as (ChildProcess & { unref?: () => void })[]
  for (const part of loose) part.unref?.()
  outward.on('error', () => {})
  await listening(child, log)
  return {
    root: talk.root,
    attach: talk.attach,
    end: () => void child.kill('SIGKILL'),
    onGone: (tell) => void child.once('exit', tell),
  }
}

function listening(child: ChildProcess, log: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    log.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000)
      const address = /DevTools listening on (ws:\S+)\n/.exec(said)?.[1]
      if (address === undefined) return
      said = ''
      process.stderr.write(`\nDevTools listening on ${address}\n`)
      resolve()
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`stand-in: Chromium ended (${code}) at its start:\n${said}`)))
  })
}

/** Messages end with a zero byte. */
function createTalk(outward: Writable, inward: Readable) {
  const answers = new Map<number, (message: Message) => void>()
  const sessions = new Map<string, CdpSession>()
  let count = 0
  let rest = ''
  const session = (sessionId?: string) =>
    new CdpSession((method, params) => {
      const id = (count += 1)
      return new Promise((resolve, reject) => {
        answers.set(id, ({ result, error }) =>
          error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result),
        )
        outward.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
      })
    })
  const root = session()

  function take(message: Message): void {
    if (message.id !== undefined) {
      answers.get(message.id)?.(message)
      answers.delete(message.id)
      return
    }
    const to = message.sessionId === undefined ? root : sessions.get(message.sessionId)
    to?.emit(message.method ?? '', message.params)
  }

  inward.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0')
    rest = messages.pop() ?? ''
    for (const message of messages) take(JSON.parse(message) as Message)
  })

  return {
    root,
    async attach(targetId: string): Promise<CdpSession> {
      const { sessionId } = await root.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true })
      const attached = session(sessionId)
      sessions.set(sessionId, attached)
      return attached
    },
  }
}
