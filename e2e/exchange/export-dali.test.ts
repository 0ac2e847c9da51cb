import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Core } from '#core'
import { aDaliRepository, claimRow, completeRow, enqueueRow, importDali, recordedLedger } from '../support/dali.ts'
import { aJob, aScript } from '../support/jobs.ts'
import { aFolder, testCore } from '../support/test-core.ts'
import { enqueued, settled, until } from '../support/wait.ts'
import { foldAsDali } from './dali-fold.ts'

async function exported(core: Core, workspace?: string) {
  const path = join(aFolder('export'), 'jobs.jsonl')
  const summary = await core.exchange.exportDali({ path, ...(workspace !== undefined && { workspace }) })
  const text = readFileSync(path, 'utf8')
  return { path, summary, text, rows: text.split('\n').slice(0, -1), jobs: foldAsDali([path])[0]! }
}

it('gives DALI back what came from it', async () => {
  const { core } = await testCore({ slots: 0 })
  const { root, ledger } = aDaliRepository(recordedLedger('seed-ledger'))
  await importDali(core, root)
  const { jobs, summary, path } = await exported(core)
  const [before] = foldAsDali([ledger])
  expect(summary).toMatchObject({ jobs: 4, waiting: 1, renamed: 0, left_out: 0 })
  for (const [id, { state, job, result }] of Object.entries(before!)) {
    expect(jobs[id]).toMatchObject({ state, ...(result !== undefined && { result }) })
    const { created_at_utc: _, ...asked } = job
    expect(jobs[id]?.job).toMatchObject(asked)
  }

  const { core: fresh } = await testCore({ slots: 0 })
  const again = await importDali(fresh, path, { workspace: 'demo' })
  expect(again.unreadable).toEqual([])
  for (const { id } of again.jobs) {
    const [one, other] = [core.jobs.get(id), fresh.jobs.get(id)]
    expect({ ...other.job, ...MOMENTARY }).toEqual({ ...one.job, ...MOMENTARY })
    expect(other.runs.map(({ result, state, worker, started_at }) => [result, state, worker, started_at])).toEqual(
      one.runs.map(({ result, state, worker, started_at }) => [result, state, worker, started_at]),
    )
  }
})

const MOMENTARY = { seq: 0, last_run: null, idempotency_key: null, workspace: '' }

it('lets DALI run what waits and nothing that must not run', async () => {
  const { core, workspace } = await testCore({ slots: 1 })
  writeFileSync(join(workspace, 'README.md'), '# Read me\n')
  const done = await enqueued(core, aJob({ id: 'job-done0001' }))
  const failing = await enqueued(core, aScript('true', { id: 'job-fail0001', policy: aJob().policy }))
  await Promise.all([settled(core, done), settled(core, failing)])
  await enqueued(core, aJob({ id: 'job-later001', run_at: '2100-01-01T00:00:00Z' }))
  await core.jobs.cancel(await enqueued(core, aJob({ id: 'job-gone0001', run_at: '2100-01-01T00:00:00Z' })), 'cli')
  const killed = await enqueued(core, aScript('sleep 60', { id: 'job-kill0001' }))
  await until('it runs', () => core.jobs.get(killed).job.state === 'running')
  const running = await exported(core)
  expect(running.jobs['job-kill0001']?.state).toBe('running')
  await core.killSwitch.engage({ hard: true }, 'cli')
  await settled(core, killed)
  // Done once, asked for again.
  await core.jobs.retry(failing, 'cli')

  const { jobs, summary } = await exported(core)
  expect(Object.fromEntries(Object.entries(jobs).map(([id, { state }]) => [id, state]))).toEqual({
    'job-done0001': 'complete',
    'job-fail0001': 'queued',
    'job-later001': 'queued',
    'job-gone0001': 'failed',
    'job-kill0001': 'failed',
  })
  expect(summary).toMatchObject({ jobs: 5, waiting: 2 })
})

it('writes one object a line, in ASCII, with numbers for leases', async () => {
  const { core } = await testCore({ slots: 0 })
  const text = 'a\u0085b\u2028c\u2029d\u007fé😀"\\\n'
  const { root } = aDaliRepository(
    escaped(
      enqueueRow('job-odd00001', { meta: { note: text } }) +
        claimRow('job-odd00001') +
        completeRow('job-odd00001', { [text]: [text, 1.5, 1e300, -0, null, true] }),
    ),
  )
  await importDali(core, root)
  const { rows, jobs, text: written } = await exported(core)
  expect(written).toMatch(/^[\u0020-\u007e\n]*$/)
  expect(written.startsWith('{"ts_utc": "2026-02-22T11:12:22.441Z", "event": "enqueue", ')).toBe(true)
  expect(rows.map((row) => JSON.parse(row).event)).toEqual(['enqueue', 'claim', 'complete'])
  expect(typeof JSON.parse(rows[1]!).lease_expires_unix).toBe('number')
  expect(jobs['job-odd00001']).toMatchObject({
    state: 'complete',
    job: { meta: { note: text } },
    result: { [text]: [text, 1.5, 1e300, 0, null, true] },
  })
})

/** As Python writes it when it is told to, so that DALI can read it. */
function escaped(text: string): string {
  return text.replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

it('makes ids that DALI takes, and says whose they are', async () => {
  const { core } = await testCore({ slots: 0 })
  await enqueued(core, aJob({ id: 'Index_Docs', meta: { who: 'me' } }))
  const made = await enqueued(core, aJob())
  const { jobs, summary } = await exported(core)
  const [odd, own] = Object.keys(jobs)
  expect(odd).toMatch(/^job-[0-9a-f]{32}$/)
  expect(jobs[odd!]?.job['meta']).toEqual({ who: 'me', interlock_job_id: 'Index_Docs' })
  expect(own).toBe(made)
  expect(summary.renamed).toBe(1)
})

it('writes the jobs of one workspace, into a file that was not there', async () => {
  const { core } = await testCore({ slots: 0 })
  await core.workspaces.add({ path: aFolder(), name: 'other' }, 'cli')
  await enqueued(core, aJob({ workspace: 'other' }))
  await enqueued(core, aJob())
  const { summary, path, text } = await exported(core, 'other')
  expect(summary.jobs).toBe(1)
  await expect(core.exchange.exportDali({ path })).rejects.toMatchObject({ code: 'export_file_exists' })
  expect(readFileSync(path, 'utf8')).toBe(text)
  await expect(core.exchange.exportDali({ path: join(path, 'below') })).rejects.toMatchObject({
    code: 'export_unwritable',
  })
  await expect(core.exchange.exportDali({ path: 'relative' })).rejects.toMatchObject({ code: 'export_unwritable' })
  const missing = { path: `${path}.new`, workspace: 'none' }
  await expect(core.exchange.exportDali(missing)).rejects.toMatchObject({ code: 'workspace_not_found' })
})
