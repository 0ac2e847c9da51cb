import { spawn } from 'node:child_process'

/** How a program of the system ended. */
export interface CommandEnd {
  /** Null where it was never there, could not be started or was ended. */
  readonly code: number | null
  /** `silent`: it did not come to an end in time, and was ended. */
  readonly state: 'ended' | 'missing' | 'silent'
  readonly out: string
  readonly err: string
}

/** Runs a program to its end; an argument of the managers, so that each can be tried everywhere. */
export type RunCommand = (program: string, args: readonly string[]) => Promise<CommandEnd>

/** How long a program of the system is waited for. */
export const PATIENCE_MS = 30_000
const MAX_CHARACTERS = 64 * 1024

export const runCommand = (
  program: string,
  args: readonly string[],
  patienceMs: number = PATIENCE_MS,
): Promise<CommandEnd> =>
  new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: patienceMs,
      // One that hangs may hear nothing else.
      killSignal: 'SIGKILL',
      windowsHide: true,
      // Answers are read, so they are asked for in one language.
      env: { ...process.env, LC_ALL: 'C', LANG: 'C' },
    })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out = (out + text).slice(0, MAX_CHARACTERS)))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err = (err + text).slice(0, MAX_CHARACTERS)))
    child.on('error', (error) => {
      const isMissing = 'code' in error && error.code === 'ENOENT'
      resolve({ code: null, state: isMissing ? 'missing' : 'ended', out: '', err: error.message })
    })
    child.on('close', (code) => resolve({ code, state: child.killed ? 'silent' : 'ended', out, err }))
  })
