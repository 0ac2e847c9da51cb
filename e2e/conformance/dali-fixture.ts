import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const recorded = join(import.meta.dirname, 'dali')

const caseSchema = z.strictObject({
  name: z.string(),
  job: z.record(z.string(), z.unknown()),
  outcome: z.enum(['complete', 'failed', 'idle', 'CRASH']),
  /** The result or the error, as the original printed it. */
  detail: z.string(),
  evidence: z.array(z.strictObject({ kind: z.string(), payload: z.record(z.string(), z.unknown()) })),
  files: z.record(z.string(), z.string()),
  enqueue_rc: z.int(),
  run_rc: z.int(),
})

/** What the original did with one job in the recorded repository. */
export type DaliCase = z.infer<typeof caseSchema>

/** The recorded cases, with `root` in the place of the repository and `outside` in that of the folder around it. */
export function recordedCases(root: string, outside: string): DaliCase[] {
  const text = readFileSync(join(recorded, 'cases.json'), 'utf8')
    .replaceAll('<root>', root)
    .replaceAll('<dir>', outside)
  return z.array(caseSchema).parse(JSON.parse(text))
}

/** The rows of the genuine ledger. */
export function genuineLedger(): Record<string, unknown>[] {
  const text = readFileSync(join(recorded, 'seed-ledger.jsonl'), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)))
}

/** Lays the recorded repository out in `folder`. @returns its root */
export function unpackRepository(folder: string): string {
  execFileSync('tar', ['-xzf', join(recorded, 'fixture.tar.gz'), '-C', folder, '--no-same-owner'])
  return join(folder, 'fixture')
}
