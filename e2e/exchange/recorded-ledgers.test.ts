import { expect, it } from 'vitest'
import type { ImportedJob, UnreadableRow } from '#schemas'
import { aDaliRepository, importDali, type ImportReport, recordedLedger } from '../support/dali.ts'
import { testCore } from '../support/test-core.ts'
import { settled } from '../support/wait.ts'

/** The recorded ledgers, moved to 2020 so that every lease is over wherever this runs. */
function longAgo(name: string): Buffer {
  const moved = recordedLedger(name)
    .toString('latin1')
    .replaceAll('"2026-11-20T', '"2020-11-20T')
    .replaceAll(/(?<="lease_expires_unix": )1795(?=\d{6}\.)/g, '1605')
  return Buffer.from(moved, 'latin1')
}

async function imported(name: string): Promise<ImportReport & Awaited<ReturnType<typeof testCore>>> {
  const opened = await testCore({ slots: 0 })
  return { ...opened, ...(await importDali(opened.core, aDaliRepository(longAgo(name)).root)) }
}

/** A job of the report in one line: id, rows, there, here, why, runs. */
function line({ id, rows, state_there, state_here, why, runs }: ImportedJob): string {
  return `${id} ${rows.join(',')} ${state_there} ${state_here} ${why} ${runs}`
}

/** A row of the report in one line: line, problem, what it cost DALI, what became of it. */
function unread({ line: at, problem, stopped_dali, recovered, original_id }: UnreadableRow): string {
  return [
    at,
    problem,
    ...(stopped_dali ? ['stopped'] : []),
    ...(recovered ? ['recovered'] : []),
    ...((original_id ?? '') ? [original_id] : []),
  ].join(' ')
}

it.each<{ ledger: string; jobs: string[]; unreadable?: string[] }>([
  {
    ledger: 'seed-ledger',
    jobs: [
      'job-sleeprun11122201 1,2,3,4 complete succeeded complete 1',
      'job-sleeprun11123202 5,6,7,8 complete succeeded complete 1',
      'job-sleeprun11124203 9,10,11,12 complete succeeded complete 1',
      // Three enqueues of the demo are one job, as they were there.
      'job-demorepoindex01 13,14,15 queued held queued 0',
    ],
  },
  {
    ledger: 'dup_queued',
    jobs: ['job-dupdup01 1 replaced held replaced 0', 'job-dupdup01-2 2,3,4,5 complete succeeded complete 1'],
  },
  { ledger: 'dup_running', jobs: ['job-dupdup03 1,2,3,4,5,6 failed failed failed 2'] },
  { ledger: 'kill_mid', jobs: ['job-killmid01 1,2,3,4 failed failed kill_switch 1'] },
  {
    ledger: 'order',
    jobs: [
      'job-zzzzzzz1 1,8 queued held lease_expired 1',
      'job-aaaaaaa9 2,6 queued held lease_expired 1',
      'job-mmmmmmm5 3,7 queued held lease_expired 1',
      'job-aaaaaaa10 4,5 queued held lease_expired 1',
    ],
  },
  {
    ledger: 'poison_job',
    jobs: [
      'job-crash0001 1,3,4,5,6,7,8,9,10,11,12,13,14 queued held lease_expired 6',
      'job-zzzzafter 2 queued held queued 0',
    ],
  },
  {
    ledger: 'bad_utf8_line',
    jobs: ['job-poison001 1 queued held queued 0'],
    unreadable: ['2 invalid_utf8 stopped'],
  },
  {
    ledger: 'garbage_line',
    jobs: ['job-poison001 1,3,4,5 complete succeeded complete 1'],
    unreadable: ['2 not_json'],
  },
  {
    ledger: 'poison_lease_null',
    jobs: ['job-poison001 1,2 queued held queued 0'],
    unreadable: ['2 lease_not_a_number stopped job-poison001'],
  },
  {
    ledger: 'poison_list',
    jobs: ['job-poison001 1 queued held queued 0'],
    unreadable: ['2 not_an_object stopped'],
  },
  {
    ledger: 'torn',
    jobs: ['job-torn00001 1 queued held queued 0', 'job-torn00002 2 unread held unread 0'],
    unreadable: ['2 not_json recovered'],
  },
  {
    ledger: 'u0085_enqueue',
    jobs: ['job-nel000001 1 unread held unread 0'],
    unreadable: ['1 line_separator recovered job-nel000001'],
  },
  {
    ledger: 'handwritten_ledger',
    jobs: [],
    unreadable: [1, 2, 3, 4].map((at) => `${at} job_refused ../../../evil`),
  },
])('imports $ledger', async ({ ledger, jobs, unreadable = [] }) => {
  const { core, jobs: found, unreadable: rows, summary } = await imported(ledger)
  expect(found.map(line)).toEqual(jobs)
  expect(rows.map(unread)).toEqual(unreadable)
  expect(summary).toMatchObject({
    dry_run: false,
    jobs: { added: jobs.length, extended: 0, unchanged: 0 },
    unreadable: unreadable.length,
  })
  for (const { id, state_here, runs } of found) {
    const here = core.jobs.get(id)
    expect(here.job).toMatchObject({ state: state_here, runs, compat: 'dali' })
    expect(here.runs).toHaveLength(runs)
  }
  expect((await core.evidence.verify({ bodies: true })).ok).toBe(true)
})

it('keeps what the genuine runs found, when they were and by whom', async () => {
  const { core } = await imported('seed-ledger')
  const [index] = core.jobs.get('job-sleeprun11122201').runs
  expect(index).toMatchObject({
    number: 1,
    state: 'succeeded',
    worker: 'local-exec-fallback',
    started_at: '2026-02-22T11:12:24.435Z',
    finished_at: '2026-02-22T11:12:24.441Z',
    waited_ms: 1994,
    result: {
      files_considered: 19,
      hits_written: 7,
      index_jsonl: 'workspace/local_exec/evidence/job-sleeprun11122201_index.jsonl',
    },
  })
  expect(core.jobs.get('job-sleeprun11123202').runs[0]?.result).toEqual({ inputs_considered: 1, bytes_read: 7950 })
  const tests = core.jobs.get('job-sleeprun11124203')
  expect(tests.job).toMatchObject({ verdict: 'passed', created_at: '2026-02-22T11:12:42.604Z' })
  expect(tests.runs[0]).toMatchObject({ verdict: 'passed', usage: { tool_calls: 1, output_bytes: 268 } })
})

it('keeps both claims of a job that two workers had, and whose end is whose', async () => {
  const { core } = await imported('dup_running')
  expect(core.jobs.get('job-dupdup03').runs).toMatchObject([
    { number: 1, worker: 'w1', state: 'succeeded', result: { by: 'w1' } },
    { number: 2, worker: 'w2', state: 'failed', outcome: { code: 'dali_failure', message: 'late' } },
  ])
})

it('gives each content of an id a job of its own, with the id it had', async () => {
  const { core } = await imported('dup_queued')
  expect(core.jobs.get('job-dupdup01').job).toMatchObject({ title: 'first', meta: {} })
  expect(core.jobs.get('job-dupdup01-2').job).toMatchObject({
    title: 'second',
    meta: { dali_job_id: 'job-dupdup01' },
  })
})

it('says of a run that the kill switch ended what it was', async () => {
  const { core } = await imported('kill_mid')
  const { job, runs } = core.jobs.get('job-killmid01')
  const outcome = { code: 'kill_switch', message: 'kill_switch:test_runner_before_tool_call' }
  expect(job).toMatchObject({ state: 'failed', outcome })
  expect(runs).toMatchObject([{ state: 'killed', outcome }])
})

it('keeps characters at which DALI lost the job', async () => {
  const { core } = await imported('u0085_enqueue')
  expect(core.jobs.get('job-nel000001').job.payload).toMatchObject({ keywords: ['a\u0085b'] })
})

it('keeps unreadable rows as they were, beside the sum of the import', async () => {
  const { core } = await imported('handwritten_ledger')
  const { items } = await core.events.page({ filter: { kind: ['import.finished'] }, limit: 10 })
  const detail = await core.events.get(items[0]!.seq)
  const kept = detail!.bodies.find(({ value }) => Array.isArray(value))!.value as { raw: string; row: UnreadableRow }[]
  expect(kept.map(({ raw }) => JSON.parse(raw).event)).toEqual(['enqueue', 'claim', 'heartbeat', 'complete'])
  expect(kept[0]?.row.detail).toContain('job_id must be job- and then')
})

it('adds nothing when a ledger is imported a second time', async () => {
  for (const name of ['seed-ledger', 'dup_running', 'torn', 'poison_list']) {
    const { core, source, jobs } = await imported(name)
    const before = core.status().ledger.seq
    const again = await importDali(core, source.root!)
    expect(again.summary).toMatchObject({
      import: null,
      jobs: { added: 0, extended: 0, unchanged: jobs.length },
      runs: 0,
    })
    expect(again.jobs.map(({ state_here }) => state_here)).toEqual(jobs.map(({ state_here }) => state_here))
    expect(core.status().ledger.seq).toBe(before)
  }
})

it('runs an imported job when it is queued, and no other', async () => {
  const { core } = await testCore({ slots: 2 })
  const { root } = aDaliRepository(longAgo('order'))
  await importDali(core, root)
  await core.jobs.retry('job-mmmmmmm5', 'operator')
  expect(await settled(core, 'job-mmmmmmm5')).toMatchObject({ state: 'succeeded', runs: 2, attempts: 1 })
  expect(await core.jobs.counts(undefined)).toMatchObject({ counts: { held: 3, succeeded: 1, queued: 0, running: 0 } })
  // What was done here since counts more than what the ledger there still says.
  const again = await importDali(core, root)
  expect(again.jobs.map(({ id, outcome, state_here }) => [id, outcome, state_here])).toContainEqual([
    'job-mmmmmmm5',
    'unchanged',
    'succeeded',
  ])
})
