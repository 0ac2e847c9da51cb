import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from '#core'
import type { Artifact, ArtifactAct } from '#schemas'
import { aSmallDisk, canMount } from './small-disk.ts'
import { anIndex, BUDGETS } from './jobs.ts'
import { aFolder } from './test-core.ts'
import { enqueued, settled } from './wait.ts'
import { aDocument, now, one, promote, promoted, toFile, undo } from './reviews.ts'

/** Everything that can happen to artifacts, and to the places they are promoted to, once. */
export async function everyDecision(core: Core, workspace: string, check: () => void): Promise<void> {
  let artifact = await aDocument(core)
  const decide = async (act: ArtifactAct, note?: string) => {
    const { done } = await core.artifacts.decide({ items: [artifact], act, ...(note && { note }) }, 'operator')
    artifact = one(done)
    check()
  }
  await decide('accept', 'reads well')
  await decide('note', 'ask again on Friday')
  await decide('reject', 'too long')
  artifact = one((await undo(core, artifact)).done)
  check()
  await decide('archive')
  await decide('reopen')

  artifact = await promoted(core, artifact, 'every.md')
  check()
  writeFileSync(join(workspace, 'every.md'), 'edited by hand\n')
  await undo(core, artifact)
  check()
  artifact = await promotedAgain(core)
  artifact = one((await undo(core, artifact)).done)
  check()

  await intoUnwritable(core)
  check()
  await supersede(core)
  check()
}

/** Over a file that is there, so that what was there before is kept. */
async function promotedAgain(core: Core): Promise<Artifact> {
  return promoted(core, await aDocument(core), 'every.md')
}

/** A promotion that begins and cannot be done. */
async function intoUnwritable(core: Core): Promise<void> {
  const folder = canMount ? aSmallDisk(1).home : aFolder('locked')
  mkdirSync(folder, { recursive: true })
  const artifact = await aDocument(core)
  await core.workspaces.add({ path: folder, name: 'locked' }, 'operator')
  const { plans } = await core.artifacts.plan([{ id: artifact.id, request: toFile('a.md', 'locked') }])
  // Readable, so that it can be planned; a folder without its write bit keeps nobody out who is root.
  if (canMount) fillUp(folder)
  else chmodSync(folder, 0o500)
  await promote(core, one(plans))
  if (now(core, artifact).state !== 'needs_review') throw new Error('It was written where nothing can be written.')
}

function fillUp(folder: string): void {
  try {
    for (let at = 0; ; at += 1) writeFileSync(join(folder, `filler-${at}`), 'x'.repeat(at < 20 ? 65_536 : 4096))
  } catch {
    // Full: what was wanted.
  }
}

/** A job whose second run makes the same again before anybody decided about the first one's. */
async function supersede(core: Core): Promise<void> {
  const folder = aFolder('indexed')
  for (let at = 0; at < 40; at += 1) writeFileSync(join(folder, `file-with-a-long-name-${at}.txt`), 'text\n')
  execFileSync('git', ['init', '-q'], { cwd: folder })
  execFileSync('git', ['add', '.'], { cwd: folder })
  await core.workspaces.add({ path: folder, name: 'indexed' }, 'operator')
  const job = await enqueued(core, anIndex({ workspace: 'indexed', budgets: { ...BUDGETS, max_output_bytes: 1024 } }))
  await settled(core, job)
  await core.jobs.retry(job, 'operator')
  await settled(core, job)
  const states = core.jobs.get(job).artifacts.map(({ state }) => state)
  if (states.join() !== 'superseded,needs_review') throw new Error(`The artifacts of two runs are ${states.join()}.`)
}
