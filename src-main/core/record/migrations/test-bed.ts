import Database from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import { migrate } from '../migrate.ts'
import { migrations } from './index.ts'

/** A database as an Interlock with the migrations before `version` left it, with the rows of `sql` and the content of `bodies`. */
export function aDatabaseBefore(version: number, sql: string, bodies: Record<string, string> = {}): Database.Database {
  const database = new Database(':memory:')
  onTestFinished(() => void database.close())
  migrate(database, 1000, upTo(version - 1))
  const body = database.prepare("INSERT INTO body(id, media, salt, size, content) VALUES (?, 'json', ?, 1, ?)")
  for (const [id, content] of Object.entries(bodies)) body.run(id, Buffer.of(1), Buffer.from(content))
  database.exec(sql)
  return database
}

/** The migrations up to a version. */
export function upTo(version: number) {
  return migrations.filter((each) => each.version <= version)
}

/** SQL for jobs of one lane each, every one with the body `spec`. */
export function jobs(...rows: { seq: number; id: string; state: string; lane?: string; workspace?: string }[]): string {
  const values = rows.map(
    ({ seq, id, state, lane = '', workspace = 'demo' }) =>
      `(${seq}, '${id}', '${id}', 'test_runner_task', 1, '', '${state}', '${workspace}', '[]', '${lane}', 0, 0, 0, 0, 3, 3, 0, 'spec')`,
  )
  return `INSERT INTO job(seq, id, short, type, payload_version, title, state, workspace, requires, lane, priority, created_at, ready_at,
    attempts, max_attempts, runs, cancel_requested, spec) VALUES ${values.join(', ')};`
}

/** SQL for a run of `job` that ended. */
export function aRun(id: string, job: string, token: number): string {
  return `INSERT INTO run(id, job_id, number, state, worker, token, ready_at, started_at, finished_at, attempt_used, wall_ms, tool_calls,
    output_bytes) VALUES ('${id}', '${job}', ${token}, 'succeeded', 'w', ${token}, 100, 150, 900, 1, 30000, 3, 4096);`
}
