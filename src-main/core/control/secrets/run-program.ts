import { spawn } from 'node:child_process'

export interface ProgramEnd {
  /** Null when it could not be started or was ended. */
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs a program to its end with `input` on its standard input, so that nothing secret is among its arguments. */
export type RunProgram = (program: string, args: readonly string[], input: string) => Promise<ProgramEnd>

/** A keyring may ask the person at the screen first. */
const PATIENCE_MS = 60_000
const MAX_CHARACTERS = 64 * 1024

export const runProgram: RunProgram = (program, args, input) =>
  new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], timeout: PATIENCE_MS, windowsHide: true })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out = (out + text).slice(0, MAX_CHARACTERS)))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err = (err + text).slice(0, MAX_CHARACTERS)))
    // A program that ends without reading is judged by its exit code.
    child.stdin.on('error', () => undefined).end(input)
    child.on('error', (error) => resolve({ code: null, out: '', err: error.message }))
    child.on('close', (code) => resolve({ code, out, err }))
  })
