import { EventEmitter } from 'node:events'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { MessagePortMain } from '../wire/message-port-main.ts'
import { createTunnel } from '../wire/tunnel.ts'
import type { FromChild, ToChild } from './messages.ts'

// The process behind `utilityProcess.fork`: `process.parentPort`, and an `electron` without what belongs to main.
const ELECTRON = 'data:text/javascript,export const net = { fetch }; export default { net }'
registerHooks({
  resolve: (name, context, next) =>
    /^electron(\/(utility|common))?$/.test(name) ? { url: ELECTRON, shortCircuit: true } : next(name, context),
})

const send = process.send?.bind(process)
if (send === undefined) throw new Error('stand-in: this is started by utilityProcess.fork only')
const say = (message: FromChild) => void send(message)
Object.assign(process, { type: 'utility', send: undefined })
const tunnel = createTunnel('child', say)

/** Messages wait until somebody listens. */
class ParentPort extends EventEmitter {
  #started = false
  readonly #waiting: object[] = []

  postMessage(message: unknown): void {
    say({ is: 'message', data: structuredClone(message) })
  }
  start(): void {
    this.#started = true
    for (const event of this.#waiting.splice(0)) this.emit('message', event)
  }
  arrive(event: object): void {
    if (this.#started) this.emit('message', event)
    else this.#waiting.push(event)
  }
}

const parentPort = new ParentPort()
parentPort.on('newListener', (name) => {
  if (name === 'message') process.nextTick(() => parentPort.start())
})
Object.defineProperty(process, 'parentPort', { enumerable: true, value: parentPort })
process.on('message', (message: ToChild) => {
  if (message.is !== 'message') tunnel.take(message)
  else
    parentPort.arrive({
      data: message.data,
      ports: tunnel.receive(message.ports).map((port) => new MessagePortMain(port)),
    })
})
process.on('disconnect', () => process.exit(0))

process.argv.splice(1, 1)
await import(pathToFileURL(process.argv[1] ?? '').href)
