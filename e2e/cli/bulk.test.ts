import { expect, it } from 'vitest'
import { aFolder } from '../support/test-core.ts'
import { READ_ONLY_POLICY } from '#schemas'
import { aJob, aScript } from '../support/jobs.ts'
import { until } from '../support/wait.ts'
import { aStartedCore, atATerminal } from './terminal.ts'

const LATER = '2100-01-01T00:00:00Z'

async function someWaiting(count: number) {
  const terminal = await aStartedCore('--slots', '0')
  await terminal.run('workspaces', 'add', aFolder('workspace'), '--name', 'demo')
  for (let n = 0; n < count; n += 1) {
    const job = aJob({ id: `job-bulk-${n}000000`, run_at: LATER, meta: { note: n === 0 ? 'first of all' : 'other' } })
    await terminal.feed(JSON.stringify(job), 'enqueue', '--job-file', '-')
  }
  const states = async (filter: string): Promise<number> =>
    (await terminal.run('jobs', 'list', '--filter', filter, '--json')).value().items.length
  return { ...terminal, states }
}

it('shows what a filter matches and does nothing without a yes', async () => {
  const { run, states } = await someWaiting(3)
  const refused = await run('jobs', 'cancel', '--filter', 'state:scheduled')
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('3 are scheduled and will not start.') })
  expect(refused.stderr).toContain('--yes')
  expect(await states('state:scheduled')).toBe(3)
  expect((await run('jobs', 'cancel')).code).toBe(2)
  expect((await run('jobs', 'cancel', 'job-bulk-0000000', '--filter', 'state:scheduled')).code).toBe(2)
  expect((await run('jobs', 'cancel', '--filter', 'colour:red', '--yes')).stderr).toContain('There is no filter')
}, 60_000)

it('does to all that match what it showed, and undoes it', async () => {
  const { run, states } = await someWaiting(3)
  const raised = await run('jobs', 'priority', '--to', '-5', '--filter', 'state:scheduled', '--yes', '--json')
  expect(raised.value()).toMatchObject({
    preview: { changing: 3 },
    operation: { state: 'finished', changed: 3, priority: -5 },
  })
  await until('the words are in the index', async () => (await states('"first of" -state:failed')) === 1)
  const some = await run('jobs', 'cancel', '--filter', '"first of" -state:failed', '--yes')
  expect(some).toMatchObject({ code: 0, stdout: expect.stringContaining('1 job cancelled') })
  const all = await run('jobs', 'cancel', '--filter', 'ws:demo', '--yes', '--json')
  expect(all.value()).toMatchObject({
    preview: { changing: 2, skipped: [{ why: 'ended', count: 1 }] },
    operation: { changed: 2 },
  })
  expect(await states(`bulk:${all.value().operation.id}`)).toBe(2)
  const undone = await run('jobs', 'undo', all.value().operation.id, '--json')
  expect(undone.value()).toMatchObject({ state: 'undone', undone: { restored: 2, kept: [] } })
  expect(await states('reason:starts_later')).toBe(2)
  const requeued = await run('jobs', 'requeue', '--filter', 'state:scheduled', '--yes', '--json')
  expect(requeued.value()).toMatchObject({ operation: { changed: 2 } })
  expect((await run('jobs', 'retry', '--filter', 'state:queued', '--yes')).stdout).toContain('Nothing would change.')
}, 60_000)

it('says of jobs that will fail again that they will', async () => {
  const { run, feed } = await aStartedCore('--slots', '1')
  await run('workspaces', 'add', aFolder('workspace'), '--name', 'demo')
  const refused = JSON.stringify(aScript('true', { policy: READ_ONLY_POLICY }))
  await feed(refused, 'enqueue', '--job-file', '-', '--wait')
  const shown = await run('jobs', 'retry', '--filter', 'state:failed')
  expect(shown).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('1 failed because of its own request and will fail again.'),
  })
}, 60_000)

it('asks the person at the terminal', async () => {
  const { home, states } = await someWaiting(2)
  const no = atATerminal(['--home', home, 'jobs', 'cancel', '--filter', 'state:scheduled'])
  await no.says(/Cancel 2 jobs\? \[y\/N\]/)
  no.types('n\n')
  expect(await no.ended()).toBe(0)
  expect(await states('state:cancelled')).toBe(0)
  const yes = atATerminal(['--home', home, 'jobs', 'cancel', '--filter', 'state:scheduled'])
  await yes.says(/Cancel 2 jobs\? \[y\/N\]/)
  yes.types('y\n')
  expect(await yes.ended()).toBe(0)
  expect(await states('state:cancelled')).toBe(2)
}, 60_000)
