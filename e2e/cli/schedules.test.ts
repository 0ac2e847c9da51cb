import { expect, it } from 'vitest'
import { aFolder } from '../support/test-core.ts'
import { aTerminal } from './terminal.ts'

it('adds a schedule, changes it, fires it and says what became of it', async () => {
  const { run, feed } = aTerminal()
  await run('workspaces', 'add', aFolder('workspace'), '--name', 'demo')
  const job = ['--type', 'repo_index_task', '--workspace', 'demo']
  const added = await run('schedules', 'add', '--name', 'nightly', '--cron', '30 2 * * 1-5', ...job)
  expect(added.stdout).toContain('Every day from Monday to Friday at 02:30 in UTC')
  expect(added.stdout).toContain('It is off.')
  expect((await run('schedules', 'enable', 'nightly')).stdout).toMatch(/^nightly: On, next /)
  expect(
    (await run('schedules', 'edit', 'nightly', '--daily', '08:00,20:30', '--zone', 'Europe/Vienna')).stdout,
  ).toContain('Every day at 08:00 and 20:30 in Europe/Vienna')
  const fired = (await run('schedules', 'run-now', 'nightly', '--json')).value()
  expect(fired).toMatchObject({ kind: 'manual', state: 'enqueued', actor: 'cli' })
  expect(await run('schedules', 'run-now', 'nightly')).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('is not over, and only one may be at a time.'),
  })
  expect((await run('schedules', 'firings', 'nightly')).stdout.split('\n')[0]).toMatch(/Refused.*was not over/)
  expect((await run('schedules', 'list', '--json')).value()).toMatchObject({
    items: [{ name: 'nightly', state: 'on', revision: 2, open_jobs: [fired.job] }],
    counts: { on: 1, off: 0 },
  })
  expect((await run('schedules', 'pause-all')).stdout).toMatch(/^All schedules are paused since /)
  await run('schedules', 'resume-all')
  expect((await run('schedules', 'preview', 'nightly', '--count', '2', '--json')).value().occurrences).toHaveLength(2)
  expect(await run('schedules', 'preview', '--cron', '0 0 30 2 *')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('This schedule can never fire'),
  })
  expect(await run('schedules', 'add', '--name', 'bad', '--cron', '61 * * * *', ...job)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('cannot be read: invalid value for minute: 61.'),
  })
  expect((await run('pools', 'set', 'models', '--size', '2')).stdout).toMatch(/^models\s+0 of 2 slots taken/)
  const follows = ['--after', 'nightly', '--pool', 'models', '--deliver-to', 'inbox']
  const follower = (await run('schedules', 'add', '--name', 'follower', ...follows, ...job, '--json')).value()
  const after = [{ parent: expect.any(String), on: 'success' }]
  expect(follower).toMatchObject({
    spec: { trigger: { kind: 'manual' }, after, job: { pool: 'models', deliver: { to: 'inbox' } } },
  })
  const whole = JSON.stringify({ ...follower.spec, name: 'both', job: { ...follower.spec.job, priority: 1 } })
  const joins = ['--after', 'nightly', '--after', 'follower', '--join', 'all', '--priority', '7']
  const both = await feed(whole, 'schedules', 'add', '--file', '-', ...joins, '--json')
  expect(both.value()).toMatchObject({ spec: { join: 'all', job: { priority: 7, pool: 'models' } } })
  const changes = ['--no-after', '--pool', 'few', '--deliver-when', 'always', '--budget', 'max_wall_time_sec=7']
  const edited = await run('schedules', 'edit', 'follower', ...changes)
  expect(edited.stdout).not.toContain('Attention')
  expect((await run('schedules', 'show', 'follower', '--json')).value()).toMatchObject({
    revision: 2,
    spec: {
      after: [],
      job: {
        type: 'repo_index_task',
        pool: 'few',
        deliver: { to: 'inbox', when: 'always' },
        budgets: { ...follower.spec.job.budgets, max_wall_time_sec: 7 },
      },
    },
  })
  expect((await run('schedules', 'edit', 'both', '--note', 'n')).stdout).toMatch(/^Attention +It waits .*forever/m)
  expect(await run('schedules', 'edit', 'both')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Say what to change'),
  })
  expect((await run('schedules', 'remove', 'nightly')).stdout).toContain('Its firings and jobs stay.')
  expect(await run('schedules', 'show', 'nightly')).toMatchObject({ code: 1 })
}, 60_000)
