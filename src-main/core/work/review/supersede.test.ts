import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { aQueue, type Queue } from '../test-bed.ts'

/** Runs a job of this id once more; each run leaves one document. */
async function runOnce(queue: Queue, job: string, name = 'out.md') {
  const assignment = await queue.claim('repo_tools')
  if (assignment?.job.id !== job) throw new Error('Another job was claimed.')
  const folder = mkdtempSync(join(tmpdir(), 'interlock-made-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'out.md')
  writeFileSync(path, 'text')
  const sealed = await queue.bodies.seal(path, 'file')
  await queue.finish(assignment.run, assignment.token, {
    state: 'failed',
    code: 'x',
    message: 'x',
    artifacts: [{ kind: 'document', name, media_type: 'text/markdown', sealed }],
  })
}

function states(queue: Queue, job: string): string[] {
  return queue.runs.artifacts(job).map(({ state }) => state)
}

it('lets what a later run of the same job made take the place of what nobody decided about', async () => {
  const queue = aQueue()
  const job = await queue.add()
  await runOnce(queue, job)
  await queue.acts.retry(job, 'test')
  await runOnce(queue, job)
  expect(states(queue, job).toSorted()).toEqual(['needs_review', 'superseded'])
})

it('leaves what has another name, and what belongs to another job', async () => {
  const queue = aQueue()
  const job = await queue.add()
  await runOnce(queue, job)
  await queue.acts.retry(job, 'test')
  await runOnce(queue, job, 'other.md')
  const other = await queue.add()
  await runOnce(queue, other)
  expect(states(queue, job)).toEqual(['needs_review', 'needs_review'])
  expect(states(queue, other)).toEqual(['needs_review'])
})
