import { expect, it } from 'vitest'
import { aQueue } from './test-bed.ts'

const HEADER = {
  worker_id: 'wrk-1',
  worker_version: '1',
  repo_root_resolved: '/demo',
  validator_mode: 'zod',
  model_mode: 'stub',
  api_base: '',
  model_name: 'none',
  tool_policy_hash: '0'.repeat(16),
  budgets_hash: '0'.repeat(16),
  sandbox_level: 'policy-only',
  sandbox_reason: 'none',
  node: 'v24',
  platform: 'linux x64',
} as const

it('finds the header of each run of a job, and none where a run never came to it', async () => {
  const queue = aQueue()
  const job = await queue.add()
  const begin = async (name: string) => {
    const claimed = await queue.claim('repo_tools')
    const { run, token } = claimed ?? { run: '', token: 0 }
    await queue.acts.setPriority(job, token % 100, 'test')
    if (name !== '')
      await queue.store.write((write) =>
        queue.ledger.append(write, 'run.header', { ...HEADER, model_name: name }, { actor: 'wrk-1', job, run }),
      )
    await queue.finish(run, token, { state: 'killed', code: 'shutdown' })
  }
  for (const name of ['first', '', 'third']) await begin(name)
  const headers = queue.runs.ofJob(job).map((run) => queue.runs.header(run)?.model_name)
  expect(headers).toEqual(['first', undefined, 'third'])
})
