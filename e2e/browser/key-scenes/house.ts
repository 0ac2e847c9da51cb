import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JobSpecInput } from '#schemas'
import { aJob, anIndex, overOutput, settledJob, type TestDaemon, until } from '../harness/index.ts'

export type House = readonly [index: string, twice: string, document: string]

/** A repository, three jobs over it of which one ran twice, and what they made; oldest first. */
export async function aHouse(daemon: TestDaemon): Promise<House> {
  const { core, workspace } = daemon
  writeFileSync(join(workspace, 'README.md'), '# Notes\n\nThe release moved to Friday.\n')
  execFileSync('git', ['init', '-q'], { cwd: workspace })
  execFileSync('git', ['add', '.'], { cwd: workspace })
  const done = async (spec: JobSpecInput) => {
    const { job } = await core.jobs.enqueue(spec)
    await settledJob(daemon, job.id)
    return job.id
  }
  const index = await done(anIndex())
  const twice = await overOutput(daemon)
  await settledJob(daemon, twice)
  await core.jobs.retry({ id: twice })
  await until('it ran again', async () => (await core.jobs.get({ id: twice })).runs.length === 2)
  await settledJob(daemon, twice)
  return [index, twice, await done(aJob())]
}
