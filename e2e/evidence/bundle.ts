import { execFile } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { aFolder } from '../support/test-core.ts'

/** What the verifier prints with `--json`. */
export interface Report {
  readonly ok: boolean
  readonly scope: string
  readonly rows: number
  readonly checkpoints: number
  readonly bodies: number
  readonly proves: string
  readonly problem_count: number
  readonly problems: readonly { readonly where: string; readonly problem: string }[]
}

/** A row of `events.jsonl`. */
export type BundleRow = Record<string, unknown> & { seq: number; hash: string; payload: Record<string, unknown> }

const run = promisify(execFile)

/** Runs the verifier that lies in a bundle, as somebody would who has only Node. */
export async function runVerifier(folder: string, ...args: string[]): Promise<{ code: number; output: string }> {
  try {
    const { stdout } = await run(process.execPath, [join(folder, 'verify.mjs'), ...args], { cwd: '/', env: {} })
    return { code: 0, output: stdout }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, output: `${stdout}${stderr}` }
  }
}

/** The verifier's report; its exit code has to say the same. */
export async function verifyBundle(folder: string, ...args: string[]): Promise<Report> {
  const { code, output } = await runVerifier(folder, ...args, '--json')
  const report: Report = JSON.parse(output)
  if (code !== (report.ok ? 0 : 1)) throw new Error(`Exit code ${code} does not fit ok: ${report.ok}.`)
  return report
}

/** A copy to damage, removed after the test. */
export function copyOfBundle(folder: string): string {
  const copy = join(aFolder('bundle'), 'copy')
  cpSync(folder, copy, { recursive: true })
  return copy
}

export function readRows(folder: string): BundleRow[] {
  return linesOf(join(folder, 'events.jsonl')).map((line): BundleRow => JSON.parse(line))
}

export function writeRows(folder: string, rows: readonly unknown[]): void {
  writeLines(join(folder, 'events.jsonl'), rows)
}

export function readIndex(folder: string): Record<string, unknown>[] {
  return linesOf(join(folder, 'bodies.jsonl')).map((line): Record<string, unknown> => JSON.parse(line))
}

export function writeIndex(folder: string, entries: readonly unknown[]): void {
  writeLines(join(folder, 'bodies.jsonl'), entries)
}

export function changeManifest(folder: string, change: Record<string, unknown>): void {
  const path = join(folder, 'manifest.json')
  writeFileSync(path, JSON.stringify({ ...readManifest(folder), ...change }))
}

export function readManifest(folder: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
}

/** What somebody does who knows the format: after the rows were changed, the manifest is made to fit them. */
export function fitManifest(folder: string, rows: readonly BundleRow[], change: Record<string, unknown> = {}): void {
  const last = rows.at(-1)
  changeManifest(folder, {
    first_seq: rows[0]?.seq ?? 0,
    last_seq: last?.seq ?? 0,
    last_hash: last?.hash ?? null,
    events: rows.length,
    ...change,
  })
}

function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1)
}

function writeLines(path: string, values: readonly unknown[]): void {
  writeFileSync(path, values.map((value) => `${JSON.stringify(value)}\n`).join(''))
}
