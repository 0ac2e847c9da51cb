import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createClock } from '#schemas/format'
import { createLedger, openStore } from '#core/record'
import { createPower } from './power.ts'

const BATTERY = { source: 'battery', defers: true, asleep: false, for_s: 300 } as const

function aPower() {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-power-'))
  const clock = createClock()
  const store = openStore(join(folder, 'interlock.db'), clock)
  const ledger = createLedger(store, clock)
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  let runOut = () => undefined as unknown
  const cancel = vi.fn<() => void>()
  const changes = vi.fn<() => void>()
  const power = createPower({
    store,
    ledger,
    clock: {
      ...clock,
      after: (_ms, fire) => {
        runOut = fire
        return cancel
      },
    },
    onChange: changes,
  })
  return { power, changes, runOut: () => runOut(), told: () => ledger.page({ after: 0, limit: 10 }).items }
}

it('knows nothing until a shell reports, and then holds jobs back only where it says so', async () => {
  const { power } = aPower()
  expect(power.get()).toEqual({ source: null, defers: false, asleep: false, since: null })
  expect(power.defersFor()).toBeUndefined()
  await power.report({ ...BATTERY, defers: false }, 'operator')
  expect(power.defersFor()).toBeUndefined()
  expect(await power.report(BATTERY, 'operator')).toMatchObject({ source: 'battery', defers: true })
  expect(power.defersFor()).toBe('battery')
})

it('writes into the ledger what changed, not that it was said again', async () => {
  const { power, changes, told } = aPower()
  await power.report(BATTERY, 'operator')
  await power.report(BATTERY, 'operator')
  await power.report({ ...BATTERY, asleep: true }, 'operator')
  expect(power.asleep()).toBe(true)
  expect(told().map(({ kind, actor, payload }) => ({ kind, actor, payload }))).toEqual([
    { kind: 'power.changed', actor: 'operator', payload: { source: 'battery', defers: true, asleep: false } },
    { kind: 'power.changed', actor: 'operator', payload: { source: 'battery', defers: true, asleep: true } },
  ])
  expect(changes).toHaveBeenCalledTimes(2)
})

it('takes nobody’s word for ever: a report that is not made again runs out', async () => {
  const { power, runOut, told } = aPower()
  await power.report({ ...BATTERY, asleep: true }, 'operator')
  runOut()
  expect(power.get()).toMatchObject({ source: null, defers: false, asleep: false })
  await expect.poll(() => told().at(-1)?.actor).toBe('core')
})
