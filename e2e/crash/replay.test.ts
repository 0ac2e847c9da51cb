import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { connectToCore } from '#server/client'
import type { JobSpecInput } from '#schemas'
import { aScript } from '../support/jobs.ts'
import { aFolder } from '../support/test-core.ts'
import { until } from '../support/wait.ts'

/** A core in a process of its own, once it answers. */
async function aCore(home: string) {
  const core = spawn(process.execPath, [join(import.meta.dirname, 'core-process.ts'), home, '2'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  onTestFinished(() => void core.kill('SIGKILL'))
  const api = await until('the core answers', () => connectToCore(home))
  return { core, api }
}

it('tries a run again that a killed core left, once more or never, as its job asks', async () => {
  const home = aFolder('home')
  const first = await aCore(home)
  const begin = async (replay: JobSpecInput['replay']) => {
    const folder = aFolder('workspace')
    const { name: workspace } = await first.api.workspaces.add({ path: folder })
    // Says that it began, and goes on only where it was begun before.
    const script = 'echo begun >> trace; [ "$(wc -l < trace)" -gt 1 ] || sleep 60'
    const job = aScript(script, { workspace, max_attempts: 5, ...(replay !== undefined && { replay }) })
    const { id } = (await first.api.jobs.enqueue({ ...job })).job
    const trace = join(folder, 'trace')
    await until('it has begun', () => existsSync(trace))
    return { id, begun: () => readFileSync(trace, 'utf8').trim().split('\n').length }
  }
  const [again, never] = [await begin('at_least_once'), await begin('at_most_once')]
  first.core.kill('SIGKILL')
  await once(first.core, 'exit')

  const { core, api } = await aCore(home)
  const ended = (id: string) =>
    until('it is over', async () => {
      const { job } = await api.jobs.get({ id })
      return ['succeeded', 'failed'].includes(job.state) && job
    })
  expect(await ended(again.id)).toMatchObject({ state: 'succeeded', runs: 2 })
  expect(again.begun()).toBe(2)
  expect(await ended(never.id)).toMatchObject({ state: 'failed', runs: 1, outcome: { code: 'core_stopped' } })
  expect(never.begun()).toBe(1)
  core.kill('SIGTERM')
  await once(core, 'exit')
}, 60_000)
