import { type ChildProcess, fork, type StdioOptions } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { constants } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { app } from '../app/app.ts'
import { anEvent } from '../base/event.ts'
import { needsReady } from '../base/phase.ts'
import { witness } from '../base/witness.ts'
import { copyOf, MessagePortMain } from '../wire/message-port-main.ts'
import { createTunnel, type Tunnel } from '../wire/tunnel.ts'
import type { FromChild, ToChild } from './messages.ts'

type Stdio = 'pipe' | 'ignore' | 'inherit'

interface Options {
  readonly env?: Record<string, string>
  readonly execArgv?: string[]
  readonly cwd?: string
  readonly stdio?: Stdio | Stdio[]
  readonly serviceName?: string
}

/** Electron's own checks, in its words. */
function check({ env, execArgv, cwd, stdio = 'inherit', serviceName }: Options): void {
  if (execArgv !== undefined && !Array.isArray(execArgv)) throw new TypeError('execArgv must be an array of strings.')
  if (serviceName !== undefined && typeof serviceName !== 'string') throw new TypeError('serviceName must be a string.')
  if (cwd !== undefined && typeof cwd !== 'string') throw new TypeError('cwd path must be a string.')
  if (Array.isArray(stdio) && stdio.length < 3) throw new Error('configuration missing for stdin, stdout or stderr.')
  if (Array.isArray(stdio) && stdio[0] !== 'ignore') throw new Error('stdin value other than ignore is not supported.')
  needsReady('utilityProcess cannot be created before app is ready.', TypeError)
  if (env !== undefined && Object.values(env).some((value) => typeof value !== 'string'))
    throw new TypeError('Invalid value for env')
}

/** A process of Node under Electron's rules: ports go down only, messages come up bare, a wanted end is code 0. */
export class UtilityProcess extends EventEmitter {
  pid: number | undefined
  stdout: Readable | null
  stderr: Readable | null
  readonly #child: ChildProcess
  readonly #tunnel: Tunnel
  #killed = false

  constructor(entry: string, args: string[], options: Options) {
    super()
    if (!entry) throw new Error('Missing UtilityProcess entry script.')
    check(options)
    const { stdio = 'inherit' } = options
    const [, out, err] = Array.isArray(stdio) ? stdio : ['ignore', stdio, stdio]
    this.#child = fork(join(import.meta.dirname, 'child.ts'), [entry, ...args], {
      cwd: options.cwd,
      env: options.env ?? process.env,
      execArgv: ['--unhandled-rejections=warn-with-error-code', ...(options.execArgv ?? [])],
      stdio: ['ignore', out, err, 'ipc'] as StdioOptions,
      serialization: 'advanced',
    })
    this.stdout = this.#child.stdout
    this.stderr = this.#child.stderr
    this.#tunnel = createTunnel('main', (message) => this.#say(message))
    this.#child.on('spawn', () => {
      this.pid = this.#child.pid
      seen.pid = this.pid
      this.emit('spawn')
    })
    this.#child.on('message', (message: FromChild) => {
      if (message.is === 'message') this.emit('message', message.data)
      else this.#tunnel.take(message)
    })
    this.#child.on('exit', (code, signal) => this.#ended(code, signal, options.serviceName))
    const seen = { pid: undefined as number | undefined, entry }
    witness.utilities.push(seen)
    this.on('exit', () => {
      seen.pid = undefined
    })
  }

  #say(message: ToChild): void {
    if (this.#child.connected) this.#child.send(message)
  }

  #ended(code: number | null, signal: NodeJS.Signals | null, name = 'Node Utility Process'): void {
    this.pid = undefined
    this.stdout = null
    this.stderr = null
    this.#tunnel.closeAll()
    const exitCode = this.#killed ? 0 : (code ?? constants.signals[signal ?? 'SIGKILL'])
    this.emit('exit', exitCode)
    if (exitCode === 0) return
    const reason = signal === null ? 'abnormal-exit' : 'crashed'
    app.emit('child-process-gone', anEvent(), {
      type: 'Utility',
      reason,
      exitCode,
      name,
      serviceName: 'node.mojom.NodeService',
    })
  }

  postMessage(message: unknown, transfer?: MessagePortMain[]): void {
    const ports = MessagePortMain.detach(transfer)
    this.#say({ is: 'message', data: copyOf(message), ports: this.#tunnel.send(ports) })
  }

  kill(): boolean {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return false
    this.#killed = true
    return this.#child.kill('SIGTERM')
  }
}

export const utilityProcess = {
  fork: (entry: string, args: string[] = [], options: Options = {}) => new UtilityProcess(entry, args, options),
}
