import { expect, it } from 'vitest'
import type { WatchdogResult } from '#schemas'
import { aScheduling } from '../schedules/test-bed.ts'
import { createWatchdogs, type WatchdogAlert } from './watchdogs.ts'

const COMMANDS = { allow_network: false, allow_subprocess: true, allowed_tools: [] }

/** A watchdog that looks every minute, and what it told. */
async function aWatchdog(payload: object = {}) {
  const bed = await aScheduling()
  const told: WatchdogAlert[] = []
  bed.settlement.on(
    createWatchdogs({
      ...bed,
      alert: (_write, alert) => void told.push(alert),
      retire: (write, schedule) => bed.schedules.retire(write, schedule),
    }),
  )
  const id = await bed.on({
    name: 'watch',
    job: {
      type: 'watchdog_task',
      payload: {
        target: 'import',
        check: ['check'],
        started_at: '2026-01-01T00:00:00Z',
        timeout_min: 30,
        ...payload,
      },
      budgets: { max_wall_time_sec: 90, max_tool_calls: 1, max_output_bytes: 65_536, max_concurrency_slots: 1 },
      policy: COMMANDS,
    },
    breaker: { failures: null },
  })

  /** Lets it look once, and hear this. */
  async function hears(state: WatchdogResult['state']): Promise<void> {
    await bed.minutes(1)
    const result = {
      state,
      target: 'import',
      reason: 'still_running',
      exit_code: 0,
      running_min: 1,
      duration_ms: 1,
      answer: null,
      message: `import is ${state}`,
    }
    const failed = { state: 'failed', code: 'watchdog_check_failed' } as const
    await bed.work({ result, ...(state === 'error' && failed) })
  }

  return { ...bed, id, told, hears, states: () => told.map(({ state }) => state) }
}

it('tells each trouble once, and again only after the watched work went on', async () => {
  const dog = await aWatchdog()
  for (const state of ['running', 'stuck', 'stuck', 'transient', 'stuck', 'error', 'stuck', 'error'] as const)
    await dog.hears(state)
  expect(dog.states()).toEqual(['stuck', 'error'])
  for (const state of ['running', 'stuck', 'stuck'] as const) await dog.hears(state)
  expect(dog.states()).toEqual(['stuck', 'error', 'stuck'])
  expect(new Set(dog.told.map(({ key }) => key)).size).toBe(3)
})

it('tells of the end of what it watches, and ends with it', async () => {
  const dog = await aWatchdog()
  await dog.hears('running')
  await dog.hears('done')
  expect(dog.told).toMatchObject([{ state: 'done', target: 'import', message: 'import is done' }])
  expect(dog.table.byId(dog.id)?.state).toBe('deleted')
  await dog.minutes(3)
  expect(dog.jobsOf(dog.id)).toHaveLength(2)
})

it('goes on where it is to, and tells of the end once', async () => {
  const dog = await aWatchdog({ self_destruct: false })
  for (let times = 0; times < 3; times += 1) await dog.hears('done')
  expect(dog.states()).toEqual(['done'])
  expect(dog.table.byId(dog.id)?.state).toBe('on')
})

it('keeps what it knows in the ledger', async () => {
  const dog = await aWatchdog()
  for (const state of ['running', 'stuck', 'stuck', 'running'] as const) await dog.hears(state)
  const changes = dog.ledger
    .page({ limit: 500 })
    .items.toReversed()
    .filter(({ kind }) => kind === 'watchdog.changed')
    .map(({ payload }) => [payload['from'], payload['to'], payload['alerted']])
  expect(changes).toEqual([
    [null, 'running', false],
    ['running', 'stuck', true],
    ['stuck', 'running', false],
  ])
})
