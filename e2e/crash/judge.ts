import { expect } from 'vitest'
import { compareTables } from '../evidence/rebuild/stored-tables.ts'
import { readDatabase } from '../support/database.ts'
import { openCore, removeFolder } from '../support/test-core.ts'
import type { CrashReport } from './crash-run.ts'

/** A killed core's processes are gone within this. */
const GONE_WITHIN_MS = 2000

interface JobEnd {
  readonly id: string
  readonly state: string
  readonly max_attempts: number
}

/**
 * Nothing accepted was lost, nothing succeeded twice, nothing was left behind, and the chain holds.
 * @param servesWithinMs the next core answers within this; most of it is the start of Node, so it depends on what else runs
 */
export async function expectNothingLost(report: CrashReport, servesWithinMs: number): Promise<void> {
  const { home, acknowledged } = report
  const rows = readDatabase(home, (database) => ({
    jobs: database.prepare<[], JobEnd>('SELECT id, state, max_attempts FROM job').all(),
    runs: database.prepare<[], { job_id: string; state: string }>('SELECT job_id, state FROM run').all(),
    starts: database
      .prepare<[], { clean: number }>("SELECT payload ->> '$.clean' AS clean FROM event WHERE kind = 'core.started'")
      .all(),
  }))
  const states = new Map(rows.jobs.map(({ id, state }) => [id, state]))
  expect(acknowledged.filter((id) => !states.has(id))).toEqual([])
  expect(new Set(acknowledged).size).toBe(acknowledged.length)

  const runs = Map.groupBy(rows.runs, ({ job_id }) => job_id)
  const count = (id: string, wanted: string) => (runs.get(id) ?? []).filter(({ state }) => state === wanted).length
  const unsound = rows.jobs.filter(({ id, state, max_attempts }) =>
    // A job that was killed in every one of its tries is given up, and says so.
    state === 'succeeded' ? count(id, 'succeeded') !== 1 : state !== 'failed' || count(id, 'lost') !== max_attempts,
  )
  expect(unsound).toEqual([])
  expect(rows.runs.filter(({ state }) => state === 'running')).toEqual([])

  const cores = report.kills.core + report.kills['core with a stopped worker']
  expect(rows.starts.filter(({ clean }) => clean === 0)).toHaveLength(cores)

  const { stored, rebuilt } = compareTables(home)
  expect(rebuilt).toEqual(stored)
  const { core, workspace } = await openCore({ home, slots: 0 })
  try {
    expect(await core.evidence.verify({ bodies: true })).toMatchObject({ ok: true, first_bad: null, bad_bodies: [] })
  } finally {
    await core.close('test')
    removeFolder(workspace)
  }

  expectWithin(GONE_WITHIN_MS, report.goneAfterMs)
  expectWithin(servesWithinMs, report.servesAfterMs)
}

/** One in twenty may take longer: the machine does other things as well. */
function expectWithin(limitMs: number, times: readonly number[]): void {
  const slow = times.filter((ms) => ms > limitMs)
  expect(slow.length).toBeLessThanOrEqual(Math.ceil(times.length / 20))
}

/** A crash run in one line. */
export function summaryOf(report: CrashReport): string {
  const { seed, kills, busy, acknowledged, goneAfterMs, servesAfterMs } = report
  const longest = { gone: Math.max(...goneAfterMs), serves: Math.max(...servesAfterMs) }
  return JSON.stringify({ seed, kills, busy, acknowledged: acknowledged.length, longest })
}
