import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { KEPT_PROBES } from '#schemas'
import { createClock } from '#schemas/format'
import { openStore, prepareHome } from '#core/record'
import { createEndpointTable } from './endpoint-table.ts'

it('keeps the latest probes in the order they came, whatever the clock says of them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-probes-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const store = openStore(prepareHome(join(folder, 'home')).database, createClock())
  onTestFinished(() => store.close())
  const table = createEndpointTable(store)
  const spec = { name: 'coder', url: 'u', secret: null, model: null, interval_s: 60, timeout_ms: 1, slow_ms: 1 }
  const state = { state: 'up', reason_code: null, reason_detail: null, state_since: 0 }
  await store.write((write) => {
    table.add(write, { id: 'end-1', ...spec, ...state, revision: 1, added_at: 0 })
    for (let at = 1; at <= KEPT_PROBES; at += 1) table.addProbe(write, 'end-1', { at: 10_000 + at, ms: 1 })
    // The clock is set back: they come before the others, and one at the very time of another.
    for (const at of [1, 2, 10_400]) table.addProbe(write, 'end-1', { at, ms: null })
  })
  const kept = table.probes('end-1')
  expect([kept.length, kept[0]?.at]).toEqual([KEPT_PROBES, 10_004])
  expect(kept.slice(-4)).toEqual([
    { at: 10_500, ms: 1 },
    { at: 1, ms: null },
    { at: 2, ms: null },
    { at: 10_400, ms: null },
  ])
})
