import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { migrate } from '../migrate.ts'
import { migrations } from './index.ts'
import { aDatabaseBefore, aRun, jobs } from './test-bed.ts'

const SPEC = JSON.stringify({
  budgets: { max_wall_time_sec: 60, max_tool_calls: 0, max_output_bytes: 2048, max_concurrency_slots: 1 },
})

it('takes the runs that ended before into the figures, with their shares', () => {
  const database = new Database(':memory:')
  onTestFinished(() => void database.close())
  migrate(
    database,
    1000,
    migrations.filter(({ version }) => version < 4),
  )
  database
    .prepare('INSERT INTO body(id, media, salt, size, content) VALUES (?, ?, ?, 1, ?)')
    .run('spec', 'json', Buffer.of(1), Buffer.from(SPEC))
  database.exec(`
    INSERT INTO job(seq, id, short, type, payload_version, title, state, workspace, requires, lane, priority, created_at,
      attempts, max_attempts, runs, cancel_requested, spec)
    VALUES (1, 'job', 'boj', 'test_runner_task', 1, '', 'queued', 'demo', '[]', '', 0, 0, 0, 3, 3, 0, 'spec');
    INSERT INTO run(id, job_id, number, state, worker, token, ready_at, started_at, finished_at, attempt_used, code,
      wall_ms, tool_calls, output_bytes)
    VALUES ('a', 'job', 1, 'over_budget', 'w', 7, 100, 150, 900, 1, 'max_output_bytes', 30000, 0, 4096),
      ('b', 'job', 2, 'lost', 'w', 8, 900, 950, 990, 1, 'core_stopped', 0, 0, 0),
      ('c', 'job', 3, 'running', 'w', 9, 990, 995, NULL, 0, NULL, 10, 0, 0);`)
  migrate(database, 2000)
  const shared = { type: 'test_runner_task', imported: 0 }
  expect(database.prepare('SELECT * FROM ended_run ORDER BY at').all()).toEqual([
    {
      ...shared,
      at: 900,
      token: 7,
      state: 'over_budget',
      code: 'max_output_bytes',
      ready_at: 100,
      started_at: 150,
      time_share: 500,
      tool_share: null,
      output_share: 2000,
    },
    {
      ...shared,
      at: 990,
      token: 8,
      state: 'lost',
      code: 'core_stopped',
      ready_at: 900,
      started_at: 950,
      time_share: null,
      tool_share: null,
      output_share: null,
    },
  ])
})

it.each(['1.5', '"abc"', '"0.25"', '{"a":1}', '1e-300', '-3', 'true', '[]', '1e999'])(
  'opens a database where somebody wrote %s for a limit',
  (limit) => {
    const spec = `{"budgets":{"max_wall_time_sec":${limit},"max_tool_calls":${limit},"max_output_bytes":${limit}}}`
    const rows = jobs({ seq: 1, id: 'job', state: 'succeeded' }) + aRun('run', 'job', 7)
    const database = aDatabaseBefore(4, rows, { spec })
    migrate(database, 2000)
    expect(database.prepare('SELECT count(*) FROM ended_run').pluck().get()).toBe(1)
  },
)

it.each(['no JSON', '', '[]', 'null'])('opens a database where somebody wrote %o for a job', (spec) => {
  const rows = jobs({ seq: 1, id: 'job', state: 'succeeded' }) + aRun('run', 'job', 7)
  const database = aDatabaseBefore(4, rows, { spec })
  migrate(database, 2000)
  expect(database.prepare('SELECT time_share FROM ended_run').pluck().all()).toEqual([null])
})
