import { expect, it } from 'vitest'
import { createDueLook, type LookedAt } from './due-scan.ts'

type SeenFiring = Awaited<ReturnType<LookedAt['firings']['list']>>['items'][number]

const STARTED = '2026-03-01T12:00:00.000Z'
const BEFORE = '2026-02-01T12:00:00.000Z'
const AFTER = '2026-03-01T12:00:05.000Z'

/** A core with these firings, the newest first, as it lists them. */
function aCore(past: number) {
  const all: SeenFiring[] = []
  const fire = (created_at: string) => {
    const seq = all.length + 1
    all.unshift({
      seq,
      id: `fir-${seq}`,
      schedule: 'sch-1',
      kind: 'schedule',
      state: 'enqueued',
      job: null,
      created_at,
    })
  }
  for (let count = 0; count < past; count += 1) fire(BEFORE)
  const api: LookedAt = {
    system: { status: () => Promise.resolve({ core: { started_at: STARTED } }) },
    schedules: { runDue: () => Promise.resolve({ checked_at: AFTER }) },
    firings: {
      list({ limit, cursor = '0' }) {
        const from = Number(cursor)
        const next_cursor = from + limit < all.length ? String(from + limit) : null
        return Promise.resolve({ items: all.slice(from, from + limit), next_cursor })
      },
    },
  }
  return { api, fire }
}

it('tells of what fired since the core began, then since the look before, and never of what was long ago', async () => {
  const { api, fire } = aCore(250)
  const look = createDueLook(api)
  expect(await look()).toMatchObject({ due_count: 0, runs: [] })
  expect(await look()).toMatchObject({ due_count: 0, runs: [] })
  fire(AFTER)
  expect(await look()).toMatchObject({ due_count: 1, runs: [{ firing: 'fir-251' }] })
  expect(await look()).toMatchObject({ due_count: 0, runs: [] })
  // A clock that was set back keeps nothing from being told.
  fire(BEFORE)
  expect(await look()).toMatchObject({ due_count: 1, runs: [{ firing: 'fir-252' }] })
})

it('tells of what the core caught up on before the first look', async () => {
  const { api, fire } = aCore(3)
  fire(AFTER)
  fire(AFTER)
  expect(await createDueLook(api)()).toMatchObject({ due_count: 2, runs: [{ firing: 'fir-4' }, { firing: 'fir-5' }] })
})
