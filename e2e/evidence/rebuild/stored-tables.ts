import type Database from 'better-sqlite3'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { databaseOf, readDatabase } from '../../support/database.ts'
import { artifactCountsOf, countsOf, endedRunsOf, rebuild } from './rebuild.ts'
import type { LedgerEvent } from './reducer.ts'
import type { OperationJobRow } from './tables.ts'

type Rows = Record<string, unknown>[]

/** Both sides of the comparison, of one moment: what the tables hold, and what events and bodies give. */
export interface Comparison {
  readonly stored: Record<string, Rows>
  readonly rebuilt: Record<string, Rows>
  readonly kinds: ReadonlySet<string>
  readonly rows: number
}

/** Reads a database, also of a core that works on it, in one transaction. */
export function compareTables(home: string): Comparison {
  return readDatabase(home, (database) => {
    // One transaction, so that events and tables are those of the same moment.
    database.exec('BEGIN')
    const events = database
      .prepare<[], LedgerEvent<string>>('SELECT seq, at, kind, actor, job_id, run_id, payload FROM event ORDER BY seq')
      .all()
      .map((event): LedgerEvent => ({ ...event, payload: JSON.parse(event.payload) }))
    const tables = rebuild(events, (id) => bodyText(database, home, id))
    const imported = new Set(events.flatMap(({ kind, run_id }) => (kind === 'run.imported' ? [run_id ?? ''] : [])))
    return {
      stored: storedTables(database),
      rebuilt: {
        job: sorted([...tables.job.values()]),
        job_origin: sorted([...tables.job_origin.values()]),
        run: sorted([...tables.run.values()]),
        artifact: sorted([...tables.artifact.values()]),
        artifact_count: sorted([...artifactCountsOf(tables)].map(([state, n]) => ({ state, n }))),
        promotion: sorted([...tables.promotion.values()]),
        operation: sorted([...tables.operation.values()]).map(parsedLists),
        operation_job: byJob([...tables.operation_job.values()]),
        workspace: sorted([...tables.workspace.values()]),
        alias: sorted([...tables.telling.alias.values()]),
        outbox: [{ ...tables.telling.outbox }],
        job_deliver: sorted([...tables.telling.job_deliver.values()]),
        delivery: byText(tables.telling.delivery.values()),
        delivery_receipt: byText(tables.telling.delivery_receipt.values()),
        agent: byText(tables.agents.agent.values()),
        message: byText(tables.agents.message.values()),
        message_receipt: byText(tables.agents.message_receipt.values()),
        task_group: byText(tables.agents.task_group.values()),
        group_member: byText(tables.agents.group_member.values()),
        team: byText(tables.agents.team.values()),
        team_task: byText(tables.agents.team_task.values()),
        api_key: byText(tables.api_key.values()),
        approval: byText(tables.asking.approval.values()),
        approval_grant: byText(tables.asking.approval_grant.values()),
        approval_rule: byText(tables.asking.approval_rule.values()),
        schedule: sorted([...tables.schedules.schedule.values()]),
        firing: sorted([...tables.schedules.firing.values()]),
        scheduler: [{ ...tables.schedules.scheduler }],
        chain_link: byText([...tables.chains.chain_link.values()].flat()),
        chain_decision: byText(tables.chains.chain_decision),
        watchdog: byText(tables.chains.watchdog.values()),
        pool: byText(tables.schedules.pool.values()),
        run_trust: byText(tables.trust.run_trust.values()),
        spent_proof: byText(tables.trust.spent_proof.values()),
        trust_handle: byText(tables.trust.trust_handle.values()),
        kill_switch: [{ ...tables.kill_switch }],
        kill_switch_run: sorted([...tables.kill_switch_run.values()]),
        endpoint: sorted([...tables.endpoint.values()]),
        job_count: sorted([...countsOf(tables)].map(([state, n]) => ({ state, n }))),
        ended_run: byToken(endedRunsOf(tables, imported, (id) => bodyText(database, home, id))),
      },
      kinds: new Set(events.map(({ kind }) => kind)),
      rows: events.length,
    }
  })
}

/** Tables of the database that hold neither the ledger nor what `NOT_EVIDENCE` lists. */
export function tableNames(home: string): string[] {
  return readDatabase(home, (database) =>
    database
      .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .all()
      .map(({ name }) => name),
  )
}

function storedTables(database: Database.Database): Record<string, Rows> {
  const rows = (sql: string) => database.prepare<[], Record<string, unknown>>(sql).all()
  const all = (sql: string): Rows => sorted(rows(sql))
  return {
    job: all('SELECT * FROM job'),
    job_origin: all('SELECT * FROM job_origin'),
    run: all('SELECT * FROM run'),
    artifact: all('SELECT * FROM artifact'),
    artifact_count: all('SELECT * FROM artifact_count WHERE n <> 0'),
    promotion: all('SELECT * FROM promotion'),
    operation: all('SELECT * FROM operation').map(parsedLists),
    operation_job: byJob(database.prepare<[], OperationJobRow>('SELECT * FROM operation_job').all()),
    workspace: all('SELECT * FROM workspace'),
    alias: all('SELECT * FROM alias'),
    outbox: all('SELECT * FROM outbox'),
    job_deliver: all('SELECT * FROM job_deliver'),
    delivery: byText(rows('SELECT * FROM delivery')),
    delivery_receipt: byText(rows('SELECT * FROM delivery_receipt')),
    agent: byText(rows('SELECT * FROM agent')),
    message: byText(rows('SELECT * FROM message')),
    message_receipt: byText(rows('SELECT * FROM message_receipt')),
    task_group: byText(rows('SELECT * FROM task_group')),
    group_member: byText(rows('SELECT * FROM group_member')),
    team: byText(rows('SELECT * FROM team')),
    team_task: byText(rows('SELECT * FROM team_task')),
    api_key: byText(rows('SELECT * FROM api_key')),
    approval: byText(rows('SELECT * FROM approval')),
    approval_grant: byText(rows('SELECT * FROM approval_grant')),
    approval_rule: byText(rows('SELECT * FROM approval_rule')),
    schedule: all('SELECT * FROM schedule'),
    firing: all('SELECT * FROM firing').map((row) => parsed(row, 'reason')),
    scheduler: all('SELECT * FROM scheduler'),
    chain_link: byText(rows('SELECT * FROM chain_link').map((row) => parsed(row, 'condition'))),
    chain_decision: byText(rows('SELECT * FROM chain_decision').map((row) => parsed(row, 'reason'))),
    watchdog: byText(rows('SELECT * FROM watchdog').map((row) => parsed(row, 'alerted'))),
    pool: byText(rows('SELECT * FROM pool')),
    run_trust: byText(rows('SELECT * FROM run_trust')),
    spent_proof: byText(rows('SELECT * FROM spent_proof')),
    trust_handle: byText(rows('SELECT * FROM trust_handle')),
    kill_switch: all('SELECT * FROM kill_switch'),
    kill_switch_run: all('SELECT * FROM kill_switch_run'),
    endpoint: all('SELECT * FROM endpoint'),
    // States nothing is in are counted as well.
    job_count: all('SELECT * FROM job_count WHERE n <> 0'),
    ended_run: byToken(database.prepare<[], Record<string, unknown>>('SELECT * FROM ended_run').all()),
  }
}

/** Members of an object have no order of their own. */
function parsed(row: Record<string, unknown>, column: string): Record<string, unknown> {
  const text = row[column]
  return { ...row, [column]: typeof text === 'string' ? JSON.parse(text) : null }
}

function parsedLists(row: Record<string, unknown>): Record<string, unknown> {
  return ['changes', 'skipped', 'left_out', 'kept'].reduce(parsed, row)
}

function bodyText(database: Database.Database, home: string, id: string): string {
  const row = database.prepare<[string], { content: Buffer | null }>('SELECT content FROM body WHERE id = ?').get(id)
  if (row === undefined) throw new Error(`The body ${id} is missing.`)
  return (row.content ?? readFileSync(join(databaseOf(home), '..', 'blobs', id))).toString('utf8')
}

/** Times are no key: two runs may end in the same millisecond. */
function byToken(rows: readonly object[]): Rows {
  const token = (row: Record<string, unknown>) => Number(row['token'])
  return rows.map((row): Record<string, unknown> => ({ ...row })).toSorted((a, b) => token(a) - token(b))
}

/** By their first column, which is the key of each. */
function sorted(rows: readonly object[]): Rows {
  const key = (row: object) => String(Object.values(row)[0])
  return rows.map((row): Record<string, unknown> => ({ ...row })).toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** By what they hold, for tables whose first column is no key; columns in one order. */
function byText(rows: Iterable<object>): Rows {
  const ordered = [...rows].map((row) =>
    Object.fromEntries(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  )
  const key = (row: object) => JSON.stringify(row)
  return ordered.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}

function byJob(rows: readonly OperationJobRow[]): Rows {
  const key = (row: OperationJobRow) => `${row.operation} ${String(row.job_seq).padStart(16, '0')}`
  return rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)).map((row) => ({ ...row }))
}
