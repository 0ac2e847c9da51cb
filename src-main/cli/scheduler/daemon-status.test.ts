import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { daemonStatus, provenDaemon } from './daemon-status.ts'
import { type DaemonStatus, forgetPid, readPid, writeJson } from './files.ts'
import { placesOf } from './places.ts'
import { livenessOf, ownRecord, type ProcessSight } from './process.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')
const RECORD = { pid: 4711, started: 'boot-100', token: 'first' }

function somewhere() {
  const home = mkdtempSync(join(tmpdir(), 'interlock-scheduler-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return { home, places: placesOf(home, {}) }
}

/** A system in which these processes live, each by its start; null where it tells none. */
const living = (starts: Record<number, string | null>): ProcessSight => ({
  startOf: (pid) => starts[pid] ?? undefined,
  exists: (pid) => pid in starts,
})

function aStatus(places: ReturnType<typeof placesOf>, over: Partial<DaemonStatus> = {}): DaemonStatus {
  return {
    running: true,
    pid: 4711,
    token: 'first',
    pid_file: places.pid,
    status_file: places.status,
    log_file: null,
    mode: 'background',
    started_at: '2026-03-01T11:00:00.000Z',
    stopped_at: null,
    last_heartbeat_at: '2026-03-01T11:59:30.000Z',
    interval_seconds: 60,
    limit: 10,
    last_due_scan: null,
    last_due_scan_at: null,
    last_due_count: null,
    last_error: null,
    last_error_at: null,
    exit_code: null,
    ...over,
  }
}

describe('whether a daemon runs', () => {
  it('is configured once it was started, and not before', () => {
    const { places } = somewhere()
    expect(daemonStatus(places, NOW)).toMatchObject({ configured: false, running: false, mode: null })
    writeJson(places.status, aStatus(places))
    expect(daemonStatus(places, NOW)).toMatchObject({ configured: true, running: false })
  })

  it('takes more than a number: a process that was started later is another', () => {
    const { places } = somewhere()
    writeJson(places.pid, RECORD)
    writeJson(places.status, aStatus(places))
    expect(daemonStatus(places, NOW, living({ 4711: 'boot-100' }))).toMatchObject({ running: true, pid: 4711 })
    expect(daemonStatus(places, NOW, living({ 4711: 'boot-999' }))).toMatchObject({ running: false, pid: null })
    expect(daemonStatus(places, NOW, living({}))).toMatchObject({ running: false, pid: null })
  })

  it('keeps no other from being started by a number alone, which may be that of any program', () => {
    const { places } = somewhere()
    writeJson(places.pid, RECORD)
    writeJson(places.status, aStatus(places))
    expect(provenDaemon(places, living({ 4711: 'boot-100' }))).toBe(4711)
    expect(provenDaemon(places, living({ 4711: null }))).toBeUndefined()
    expect(daemonStatus(places, NOW, living({ 4711: null })).running).toBe(true)
  })

  it('is told of by its own status only', () => {
    const { places } = somewhere()
    writeJson(places.pid, RECORD)
    writeJson(places.status, aStatus(places, { running: false, token: 'another' }))
    expect(daemonStatus(places, NOW, living({ 4711: 'boot-100' })).running).toBe(true)
    writeJson(places.status, aStatus(places, { running: false }))
    expect(daemonStatus(places, NOW, living({ 4711: 'boot-100' })).running).toBe(false)
  })

  it('is stale when it has not looked for more than two intervals', () => {
    const { places } = somewhere()
    writeJson(places.pid, RECORD)
    const at = (last_heartbeat_at: string) => {
      writeJson(places.status, aStatus(places, { last_heartbeat_at }))
      return daemonStatus(places, NOW, living({ 4711: 'boot-100' })).stale
    }
    expect(at('2026-03-01T11:58:00.000Z')).toBe(false)
    expect(at('2026-03-01T11:57:00.000Z')).toBe(true)
  })
})

it('tells its own process from every other, and says where it cannot', () => {
  expect(livenessOf(ownRecord('mine'))).toBe('alive')
  expect(livenessOf(RECORD, living({ 4711: 'boot-100' }))).toBe('alive')
  expect(livenessOf(RECORD, living({ 4711: 'boot-101' }))).toBe('another')
  expect(livenessOf(RECORD, living({}))).toBe('gone')
  expect(livenessOf(RECORD, living({ 4711: null }))).toBe('unproven')
  expect(livenessOf({ ...RECORD, started: null }, living({ 4711: 'boot-100' }))).toBe('unproven')
})

it('writes its files whole, for their owner alone, and leaves nothing beside them', () => {
  const { home, places } = somewhere()
  for (let time = 0; time < 3; time += 1) writeJson(places.status, aStatus(places))
  writeJson(places.pid, RECORD)
  expect(readdirSync(join(home, 'run')).toSorted()).toEqual(['scheduler-status.json', 'scheduler.pid'])
  for (const file of [places.pid, places.status]) expect(statSync(file).mode & 0o777).toBe(0o600)
  // What another daemon has written meanwhile stays.
  forgetPid(places.pid, 'another')
  expect(readPid(places.pid)).toEqual(RECORD)
  forgetPid(places.pid, 'first')
  expect(readPid(places.pid)).toBeUndefined()
})

it('reads a file that is no record as none', () => {
  const { places } = somewhere()
  writeJson(places.pid, RECORD)
  for (const text of ['', '12', '{"pid":0}', '{"pid":"1; rm"}', 'x'.repeat(100_000)]) {
    writeFileSync(places.pid, text)
    expect(readPid(places.pid)).toBeUndefined()
    expect(daemonStatus(places, NOW)).toMatchObject({ configured: true, running: false })
  }
})
