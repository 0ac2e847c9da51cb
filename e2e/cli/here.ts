import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { runCommandLine } from '#cli'

/** What a command left behind when it ended. */
export interface Left {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Variables that would have a command open windows, or colour what it says. */
const UNWANTED = ['DISPLAY', 'WAYLAND_DISPLAY', 'NO_COLOR']

let busy = false

/**
 * Runs a command line in the process of the test, which spares the starts of Node that make up most of its cost: everything but
 * the launcher and the signals of a process. A process has its streams once, so there is none beside another.
 * @returns undefined where one is under way already
 */
export async function runHere(args: readonly string[], input: string): Promise<Left | undefined> {
  if (busy) return undefined
  busy = true
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() }
  const stdout = text(streams.stdout)
  const stderr = text(streams.stderr)
  const giveBack = [...Object.entries(streams).map(([name, stream]) => replaced(name, stream)), withoutUnwanted()]
  try {
    streams.stdin.end(input)
    const code = await runCommandLine(args)
    streams.stdout.end()
    streams.stderr.end()
    return { code, stdout: await stdout, stderr: await stderr }
  } finally {
    for (const undo of giveBack) undo()
    busy = false
  }
}

function replaced(name: string, stream: PassThrough): () => void {
  const before = Object.getOwnPropertyDescriptor(process, name)
  Object.defineProperty(process, name, { ...before, get: () => stream })
  return () => void (before && Object.defineProperty(process, name, before))
}

function withoutUnwanted(): () => void {
  const before = UNWANTED.map((name) => [name, process.env[name]] as const)
  for (const name of UNWANTED) delete process.env[name]
  return () => {
    for (const [name, value] of before) if (value !== undefined) process.env[name] = value
  }
}
