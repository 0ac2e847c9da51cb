import type { EventEmitter } from 'node:events'
import { BEAT_DESCRIPTOR, type FromWorker, UTILITY_BEAT_DESCRIPTOR } from '#schemas/protocol'

/** The line to the core: messages go out in order, come in as they are, and it ends when the core does. */
export interface Port<Message = FromWorker> {
  send(message: Message): void
  /** Resolves when what was sent so far has left this process. */
  flushed(): Promise<void>
  onMessage(receive: (message: unknown) => void): void
  onClose(closed: () => void): void
}

export interface ParentPort<Message> extends Port<Message> {
  /** Where heartbeats are written to. */
  readonly beatDescriptor: number
}

/**
 * The line of a process that a core started, or undefined in one that nobody did. What is sent in one turn of the loop travels
 * together: a message costs both sides as much as what most of them hold.
 */
export async function openPort<Message>(): Promise<ParentPort<Message> | undefined> {
  const parent = parentPort()
  return parent === undefined ? createForkPort() : openUtilityPort(await firstPort(parent))
}

function createForkPort<Message>(): ParentPort<Message> | undefined {
  if (process.send === undefined) return undefined
  const send = process.send.bind(process)
  let onTheWay = 0
  let waiting: (() => void)[] = []

  // Called with an error when the line is cut: then the close handler ends the process, and nobody is left to tell.
  function left(): void {
    onTheWay -= 1
    if (onTheWay > 0) return
    for (const resolve of waiting) resolve()
    waiting = []
  }

  const queue = createBatches<Message>((messages) => {
    if (process.connected) send(messages, undefined, undefined, left)
    else left()
  })
  return {
    send(message) {
      if (queue.add(message)) onTheWay += 1
    },
    flushed: () => (onTheWay === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    onMessage: (receive) => void process.on('message', receive),
    onClose: (closed) => void process.on('disconnect', closed),
    beatDescriptor: BEAT_DESCRIPTOR,
  }
}

/** An end of a MessageChannelMain, as Electron gives it to a utility process. */
interface MainPort extends EventEmitter {
  postMessage(message: unknown): void
  start(): void
}

/** So long is waited for word that what was sent has arrived. */
const FLUSH_MS = 1000

/**
 * The line of a process that Electron started for us. A port says nothing of what has left, so the other end is asked: it
 * answers `{ flush }` with `{ flushed }`.
 */
function openUtilityPort<Message>(port: MainPort): ParentPort<Message> {
  let asked = 0
  const waiting = new Map<number, () => void>()
  const queue = createBatches<Message>((messages) => port.postMessage(messages))
  // It would carry what a library prints into the heartbeats.
  process.stdout.write = process.stderr.write.bind(process.stderr)
  // Only warned of in a utility process; whoever supervises it would see nothing.
  process.on('unhandledRejection', (reason) => {
    process.stderr.write(`${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}\n`)
    process.exit(1)
  })

  function takeFlushed(message: unknown): boolean {
    if (typeof message !== 'object' || message === null || !('flushed' in message)) return false
    waiting.get(Number(message.flushed))?.()
    return true
  }

  return {
    send: (message) => void queue.add(message),
    flushed() {
      queue.flush()
      asked += 1
      const flush = asked
      const { promise, resolve } = Promise.withResolvers<void>()
      const late = setTimeout(resolve, FLUSH_MS)
      waiting.set(flush, resolve)
      port.postMessage({ flush })
      return promise.finally(() => {
        clearTimeout(late)
        waiting.delete(flush)
      })
    },
    onMessage(receive) {
      port.on('message', ({ data }: { data: unknown }) => {
        if (!takeFlushed(data)) receive(data)
      })
      port.start()
    },
    onClose: (closed) => void port.on('close', closed),
    beatDescriptor: UTILITY_BEAT_DESCRIPTOR,
  }
}

function createBatches<Message>(post: (messages: Message[]) => void) {
  let queued: Message[] = []

  function flush(): void {
    const messages = queued
    queued = []
    if (messages.length > 0) post(messages)
  }

  return {
    /** @returns whether a batch begins with it */
    add(message: Message): boolean {
      queued.push(message)
      if (queued.length > 1) return false
      setImmediate(flush)
      return true
    },
    flush,
  }
}

/** Electron adds it to `process`; its types are not for this folder, which also runs under Node. */
function parentPort(): EventEmitter | undefined {
  const found: unknown = Reflect.get(process, 'parentPort')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return found === undefined || found === null ? undefined : (found as EventEmitter)
}

/** The first message brings the port that everything else goes over. */
function firstPort(parent: EventEmitter): Promise<MainPort> {
  return new Promise((resolve, reject) => {
    parent.once('message', ({ ports: [port] }: { ports: MainPort[] }) => {
      if (port === undefined) reject(new Error('The core sent no port.'))
      else resolve(port)
    })
  })
}
