import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aJob, aScript } from '../support/jobs.ts'
import { makeFolder, openCore, removeFolder, type TestCore } from '../support/test-core.ts'
import { enqueued, settled } from '../support/wait.ts'

/** A data directory in which things have happened, closed. */
export interface WorkedHome {
  readonly home: string
  /** A job with output that lies in a file of its own. */
  readonly loud: string
  /** A job with a small output, an artifact and separators of lines in its key. */
  readonly small: string
  /** The head when the core was last closed; the ledger goes on after it. */
  readonly closedAt: { readonly seq: number; readonly hash: string }
  remove(): void
}

/** Real runs, failures and acts, a stop in between, and bodies of every kind. */
export async function workedHome(): Promise<WorkedHome> {
  const workspace = makeFolder('workspace')
  writeFileSync(join(workspace, 'README.md'), '# Read me\n')
  const first = await openCore({ workspace })
  const small = await enqueued(first.core, aJob({ idempotency_key: 'a\u2028b\u0085c', max_attempts: 1 }))
  const failing = await enqueued(first.core, aScript('true', { policy: aJob().policy }))
  const loud = await enqueued(first.core, aScript('head -c 100000 /dev/zero | tr "\\0" x'))
  for (const job of [small, failing, loud]) await settled(first.core, job)
  await close(first)

  const second = await openCore({ home: first.home, workspace })
  const closedAt = headBefore(second)
  await second.core.killSwitch.engage({ hard: false, note: 'lunch' }, 'operator')
  await second.core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator')
  await settled(second.core, await enqueued(second.core, aScript('echo again')))
  await close(second)

  return {
    home: first.home,
    loud,
    small,
    closedAt,
    remove() {
      removeFolder(first.home)
      removeFolder(workspace)
    },
  }
}

/** The checkpoint that was written when the core was last closed: the row before `core.started`. */
function headBefore({ core }: TestCore): { seq: number; hash: string } {
  const { seq, hash } = core.status().ledger
  return { seq, hash }
}

/** The same data directory again, to be damaged. */
export function copyOf(home: string): string {
  const copy = makeFolder('copy')
  cpSync(home, copy, { recursive: true })
  return copy
}

async function close({ core }: TestCore): Promise<void> {
  await core.close('test')
}
