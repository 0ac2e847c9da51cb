import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { CliError } from '../failure.ts'
import { handOverState } from './handed-over.ts'

/** The oldest Node that can open the core: better-sqlite3 crashes on older ones. */
export const NEEDED_MAJOR = 24

export function canOpenCore(): boolean {
  return Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR
}

/** The Node that another process with a core is started by. @throws CliError node_too_old where there is none */
export function nodeForCore(what: string): string {
  const node = canOpenCore() ? process.execPath : (process.env['INTERLOCK_NODE24'] ?? '')
  if (node !== '') return node
  throw new CliError(
    'node_too_old',
    `${what} needs Node ${NEEDED_MAJOR}; this is ${process.version}.`,
    'Start this as `npx interlock`.',
  )
}

/** Thrown to leave a command that went on in another process; `exitCode` is what that ended with. */
export class HandedOver extends Error {
  readonly exitCode: number

  constructor(exitCode: number) {
    super('The command went on in another process.')
    this.name = 'HandedOver'
    this.exitCode = exitCode
  }
}

/**
 * Runs this very command line on the Node the launcher found.
 * @throws HandedOver always, once that has ended; CliError node_too_old where there is none
 */
export async function handOver(node24: string | undefined): Promise<never> {
  if (node24 === undefined || node24 === '')
    throw new CliError(
      'node_too_old',
      `To open the data directory Interlock needs Node ${NEEDED_MAJOR}; this is ${process.version}.`,
      'Start it as `npx interlock`, which finds one, or install Node 24 from https://nodejs.org.',
    )
  throw new HandedOver(await runToEnd(node24, process.argv.slice(1)))
}

function runToEnd(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const { stdin, env } = handOverState()
    const child = spawn(program, args, { stdio: [stdin === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'], env })
    // A child that ends without reading it is judged by its exit code.
    child.stdin?.on('error', () => undefined).end(stdin)
    // At a terminal Ctrl-C reaches the child itself; from elsewhere a signal comes to us alone. The child counts only the
    // first as a wish to stop in order, so SIGINT is passed on only where there is no terminal.
    const terminal = process.stdin.isTTY || process.stdout.isTTY
    const passOn = (signal: NodeJS.Signals) => () =>
      void (signal === 'SIGINT' && terminal ? undefined : child.kill(signal))
    const listeners = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => ({ signal, listener: passOn(signal) }))
    for (const { signal, listener } of listeners) process.on(signal, listener)
    const end = () => listeners.forEach(({ signal, listener }) => process.off(signal, listener))
    child.once('error', (cause) => {
      end()
      reject(
        new CliError('node_too_old', `${program} could not be started: ${cause.message}.`, 'Run `npm ci` again.', {
          cause,
        }),
      )
    })
    child.once('exit', (code, signal) => {
      end()
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM'])
    })
  })
}
