import { createInterface } from 'node:readline/promises'
import type { Cli } from './cli.ts'

/** Whether somebody sits at a terminal who can be asked. */
export function canAsk({ out }: Cli): boolean {
  return !out.json && process.stdin.isTTY && process.stderr.isTTY
}

/** Asks for a yes; anything else is a no, also Ctrl-C and the end of the input. */
export async function saysYes(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  // A question that is open when its interface closes is otherwise never settled.
  const closed = new AbortController()
  lines.on('close', () => closed.abort())
  lines.on('SIGINT', () => lines.close())
  try {
    return /^\s*y(es)?\s*$/i.test(await lines.question(`${question} [y/N] `, { signal: closed.signal }))
  } catch {
    // The question was closed without an answer.
    return false
  } finally {
    lines.close()
  }
}
