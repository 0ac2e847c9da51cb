import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { aFolder } from '../support/test-core.ts'
import { until } from '../support/wait.ts'
import { type Left, runHere } from './here.ts'

const launcher = join(import.meta.dirname, '..', '..', 'src-main', 'cli', 'launch', 'interlock.mjs')

/** What came over as JSON; the expectations say what it must be. */
type Parsed = ReturnType<typeof JSON.parse>

/** The same, and what can be read in it. */
export interface Ended extends Left {
  /** The one JSON value on stdout. */
  readonly value: () => Parsed
  /** The failure on stderr. */
  readonly failure: () => { code: string; message: string; remedy: string; data: Parsed }
}

/** A command that goes on. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams
  readonly stdout: () => string
  readonly stderr: () => string
  /** Waits until stdout holds `pattern`. */
  readonly says: (pattern: RegExp, ms?: number) => Promise<RegExpExecArray>
  /** The JSON values on stdout so far, one a line. */
  readonly rows: () => Parsed[]
  readonly end: (signal: NodeJS.Signals) => Promise<Ended>
  readonly ended: () => Promise<Ended>
}

/** Commands on one data directory. */
export interface Terminal {
  readonly home: string
  /** Runs a command to its end: in this process where it needs none of its own, which is a fraction of the work. */
  readonly run: (...args: string[]) => Promise<Ended>
  /** The same with `input` on its standard input. */
  readonly feed: (input: string, ...args: string[]) => Promise<Ended>
  /** The first, as people run it: through the launcher, on the Node of this system. */
  readonly launch: (...args: string[]) => Promise<Ended>
  /** Starts a command so; what is left of it is ended after the test. */
  readonly begin: (...args: string[]) => Running
}

/** Commands that take signals, or a process for themselves. */
const WANT_A_PROCESS = ['start', 'worker', 'scheduler', 'open', 'service']

/** @param node the program that runs the launcher; `node` of PATH otherwise, which may be older than 24 */
export function aTerminal({
  home = join(aFolder('cli'), 'home'),
  node,
}: { home?: string; node?: string } = {}): Terminal {
  const begin = (...args: string[]) => begun(node ?? 'node', [launcher, '--home', home, ...args])
  function launch(input: string, args: string[]) {
    const running = begin(...args)
    running.child.stdin.end(input)
    return running.ended()
  }
  async function feed(input: string, ...args: string[]) {
    const needsProcess = node !== undefined || WANT_A_PROCESS.includes(args.find((word) => !word.startsWith('-')) ?? '')
    const left = needsProcess ? undefined : await runHere(['--home', home, ...args], input)
    return left === undefined ? launch(input, args) : endedWith(left)
  }
  return { home, begin, feed, run: (...args) => feed('', ...args), launch: (...args) => launch('', args) }
}

function endedWith(left: Left): Ended {
  return { ...left, value: () => JSON.parse(left.stdout), failure: () => JSON.parse(left.stderr).error }
}

function begun(node: string, args: string[]): Running {
  const env = { ...process.env, DISPLAY: undefined, WAYLAND_DISPLAY: undefined, NO_COLOR: undefined }
  const child = spawn(node, args, { env, stdio: 'pipe' })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  // A command that refuses its arguments does not wait for its input.
  child.stdin.on('error', () => undefined)
  const closed = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await closed
  })

  async function ended(): Promise<Ended> {
    const [code] = await closed
    return endedWith({ code: Number(code), stdout, stderr })
  }

  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    rows: () =>
      stdout
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    says: (pattern, ms) =>
      until(`${String(pattern)} in «${args.slice(1).join(' ')}»`, () => pattern.exec(stdout) ?? undefined, ms),
    ended,
    end(signal) {
      child.kill(signal)
      return ended()
    },
  }
}

/** A core with its console that runs until the test is over. */
export async function aStartedCore(...options: string[]): Promise<Terminal & { readonly core: Running }> {
  const terminal = aTerminal()
  const core = terminal.begin('start', '--no-demo', '--port', '0', ...options)
  await core.says(/#code=/, 20_000)
  return { ...terminal, core }
}

/** A command that has a terminal, as for a person who sits there: what it shows, and what is typed. */
export function atATerminal(args: readonly string[]) {
  const command = ['node', launcher, ...args]
  const seat = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))'
  const child = spawn('python3', ['-c', seat, ...command], { env: { ...process.env, TERM: 'dumb' }, stdio: 'pipe' })
  let shown = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text))
  const closed = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await closed
  })
  return {
    says: (pattern: RegExp) => until(`${String(pattern)} on the terminal`, () => pattern.test(shown), 20_000),
    types: (text: string) => void child.stdin.write(text),
    ended: async (): Promise<number> => Number((await closed)[0]),
  }
}
