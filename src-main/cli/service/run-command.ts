import { spawn } from 'node:child_process'

/** How a program of the system ended; `code` is null where there is no such program or it was ended. */
export interface CommandEnd {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs a program to its end; an argument of the managers, so that each can be tried everywhere. */
export type RunCommand = (program: string, args: readonly string[]) => Promise<CommandEnd>

const PATIENCE_MS = 30_000
const MAX_CHARACTERS = 64 * 1024

export const runCommand: RunCommand = (program, args) =>
  new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: PATIENCE_MS,
      windowsHide: true,
      // Answers are read, so they are asked for in one language.
      env: { ...process.env, LC_ALL: 'C', LANG: 'C' },
    })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out = (out + text).slice(0, MAX_CHARACTERS)))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err = (err + text).slice(0, MAX_CHARACTERS)))
    child.on('error', (error) => resolve({ code: null, out: '', err: error.message }))
    child.on('close', (code) => resolve({ code, out, err }))
  })
