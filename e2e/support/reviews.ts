import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from '#core'
import type { Artifact, PromotionPlan, PromotionRequest, ReviewRefusal } from '#schemas'
import { aJob } from './jobs.ts'
import { type TestCore, testCore, type TestCoreOptions } from './test-core.ts'
import { enqueued, settled } from './wait.ts'

/** A core with one document that a run has just made. */
export interface ReviewBed extends TestCore {
  readonly artifact: Artifact
}

export async function aReview(options: TestCoreOptions = {}): Promise<ReviewBed> {
  const bed = await testCore(options)
  writeFileSync(join(bed.workspace, 'README.md'), '# Read me\n\nA line of text.\n')
  return { ...bed, artifact: await aDocument(bed.core) }
}

/** A compacted document of its own job. */
export async function aDocument(core: Core): Promise<Artifact> {
  const job = await enqueued(core, aJob())
  await settled(core, job)
  return one(core.jobs.get(job).artifacts.filter((artifact) => artifact.kind === 'document'))
}

export function contentOf(core: Core, { id }: Artifact): Promise<string> {
  return core.artifacts.read({ id, from: 0, limit: 1_048_576 }).then(({ text }) => text)
}

export function toFile(path: string, workspace = 'demo'): PromotionRequest {
  return { target: 'workspace_file', workspace, path }
}

export async function planned(core: Core, { id }: Pick<Artifact, 'id'>, path: string): Promise<PromotionPlan> {
  const { plans, refused } = await core.artifacts.plan([{ id, request: toFile(path) }])
  if (refused[0] !== undefined) throw new Error(refused[0].message)
  return one(plans)
}

/** What stands against a plan. */
export async function refusedPlan(
  core: Core,
  { id }: Artifact,
  path: string,
  workspace?: string,
): Promise<ReviewRefusal> {
  const { plans, refused } = await core.artifacts.plan([{ id, request: toFile(path, workspace) }])
  if (plans.length > 0) throw new Error(`A plan was made for ${path}.`)
  return one(refused)
}

export function promote(core: Core, { id, revision, request, plan }: PromotionPlan, note?: string) {
  return core.artifacts.promote({ items: [{ id, revision, request, plan }], ...(note && { note }) }, 'operator')
}

/** The plan and the promotion in one, which must succeed. */
export async function promoted(core: Core, artifact: Artifact, path: string): Promise<Artifact> {
  const { done, refused } = await promote(core, await planned(core, artifact, path))
  if (refused[0] !== undefined) throw new Error(refused[0].message)
  return one(done)
}

export function undo(core: Core, { id, revision }: Artifact) {
  return core.artifacts.undo({ items: [{ id, revision }] }, 'operator')
}

export function now(core: Core, { id }: Artifact): Artifact {
  return core.artifacts.get(id).artifact
}

export function one<T>(found: readonly T[]): T {
  const [first, ...others] = found
  if (first === undefined || others.length > 0) throw new Error(`There are ${found.length} where one was meant.`)
  return first
}
