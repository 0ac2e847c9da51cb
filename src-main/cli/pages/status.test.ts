import { expect, it } from 'vitest'
import { JOB_STATES, type Status, statusSchema } from '#schemas'
import { createOutput } from '../output/output.ts'
import { typed } from '../typed.ts'
import { statusPage } from './status.ts'

const out = createOutput(false, { write: () => true }, { write: () => true }, {})

function aStatus(over: Partial<Status> = {}): Status {
  return statusSchema.parse({
    core: {
      id: 'core-1',
      version: '0.1.0',
      pid: 42,
      home: '/data',
      shell: 'daemon',
      started_at: '2026-03-01T11:59:00.000Z',
      node: 'v24.0.0',
      platform: 'linux x64',
      command: 'interlock',
    },
    now: '2026-03-01T12:00:00.000Z',
    kill_switch: {
      mode: 'released',
      since: null,
      source: null,
      note: null,
      file_present: false,
      stopping: [],
      killed: [],
      waiting: 0,
      ended_ms: null,
      processes_ended: null,
    },
    counts: Object.fromEntries(JOB_STATES.map((state) => [state, 0])),
    oldest_queued_at: null,
    oldest_queued_reason: null,
    slots: 1,
    workers: [],
    ledger: { seq: 1204, hash: 'f'.repeat(64), segments: 1, verified_seq: null, verified_at: null, verified_ok: null },
    console_url: 'http://127.0.0.1:7717',
    needs_review: 0,
    approvals: 0,
    power: { source: null, defers: false, asleep: false, since: null },
    first_start: true,
    disk_free_bytes: 3 * 1024 ** 3,
    sandbox: null,
    ...over,
  })
}

it('says on one page how it is', () => {
  const lines = statusPage(aStatus(), true, out)
  expect(lines[0]).toMatch(/^Interlock 0\.1\.0 runs as daemon, process 42, since .* \(1 min ago\)$/)
  expect(lines.slice(1)).toEqual([
    'Data directory  /data',
    `Console         http://127.0.0.1:7717 (${typed('open')} signs you in)`,
    'Kill switch     Released',
    `Jobs            none yet; ${typed('demo')} shows what it does`,
    'Ledger          1,204 rows, not verified since the start',
    'Free disk       3 GiB',
  ])
})

it('never says that it runs where it was only looked into', () => {
  expect(statusPage(aStatus(), false, out)[0]).toMatch(/is not running/)
})

it('counts only what is there, and says how long the oldest waits', () => {
  const { counts } = aStatus()
  const page = statusPage(
    aStatus({ counts: { ...counts, queued: 1204, failed: 1 }, oldest_queued_at: '2026-03-01T11:58:00.000Z' }),
    true,
    out,
  )
  expect(page.find((line) => line.startsWith('Jobs'))).toMatch(
    /^Jobs +1,204 queued, 1 failed; the oldest queued 2 min ago$/,
  )
})

it('shouts when the last verification found damage', () => {
  const { ledger } = aStatus()
  const page = statusPage(
    aStatus({ ledger: { ...ledger, verified_seq: 1204, verified_at: '2026-03-01T11:00:00.000Z', verified_ok: false } }),
    true,
    out,
  )
  expect(page.find((line) => line.startsWith('Ledger'))).toContain('FOUND DAMAGED 1 h ago')
})

it('names who holds the kill switch and why', () => {
  const { kill_switch } = aStatus()
  const engaged = {
    ...kill_switch,
    mode: 'engaged_hard',
    since: '2026-03-01T11:59:50.000Z',
    source: 'file',
    note: 'lunch\nbreak',
    file_present: true,
  } as const
  const page = statusPage(aStatus({ kill_switch: engaged }), true, out)
  expect(page.find((line) => line.startsWith('Kill switch'))).toMatch(
    /Hard stop since .*\(10 s ago\), held by the file KILL_SWITCH\. Nothing can start\..* Note: lunch␊break$/,
  )
})
