import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aJob, aTestRun, BUDGETS } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, settled, until } from '../support/wait.ts'
import { type AttackBed, makeAttackBed } from './attack-bed.ts'

describe('case 37 a storm of calls', () => {
  const storm = (budgets: Partial<typeof BUDGETS>) =>
    aTestRun(
      Array.from({ length: 20 }, () => ['true']),
      { budgets: { ...BUDGETS, ...budgets } },
    )

  it('case 37 ends at the budget of calls, and not before', async () => {
    const { core } = await testCore()
    expect(await settled(core, await enqueued(core, storm({})))).toMatchObject({ state: 'succeeded' })
    const job = await enqueued(core, storm({ max_tool_calls: 5 }))
    expect(await settled(core, job)).toMatchObject({ outcome: { code: 'max_tool_calls' } })
    expect(await eventsOf(core, { job, kind: ['tool.called'] })).toHaveLength(5)
    expect(core.jobs.get(job).runs[0]).toMatchObject({ state: 'over_budget', usage: { tool_calls: 5 } })
  })

  it('case 37 has no more calls at once than it has slots', async () => {
    const { core } = await testCore()
    // Each says how many there are while it is there.
    const script =
      'own=calls.$(cat /proc/sys/kernel/random/uuid); mkdir $own; sleep 0.1; ls -d calls.* | wc -l; rmdir $own'
    const commands = Array.from({ length: 12 }, () => ['sh', '-c', script])
    const most = async (slots: number) => {
      const id = await enqueued(core, {
        ...aTestRun(commands),
        payload: { commands, timeout_sec: 30, parallel: true },
        budgets: { ...BUDGETS, max_concurrency_slots: slots },
      })
      expect(await settled(core, id)).toMatchObject({ state: 'succeeded' })
      const { frames } = await core.runs.output({ id: core.jobs.get(id).runs[0]?.id ?? '', from: 0, limit: 1_000_000 })
      return Math.max(
        ...frames.flatMap(({ stream, text }) => (stream === 'stdout' ? text.split('\n').map(Number) : [])),
      )
    }
    expect(await most(8)).toBeGreaterThan(2)
    expect(await most(2)).toBeLessThanOrEqual(2)
  })

  it(
    'case 37 of a thousand jobs no more run at once than there are workers, and all of them do',
    { timeout: 150_000 },
    async () => {
      const { core } = await testCore({ slots: 2 })
      for (let at = 0; at < 1000; at += 50)
        await Promise.all(Array.from({ length: 50 }, () => core.jobs.enqueue(aJob(), 'operator')))
      await until(
        'none is left',
        () => core.status().counts.queued === 0 && core.status().counts.running === 0,
        120_000,
      )
      const steps = (await eventsOf(core, { kind: ['run.claimed', 'run.finished'] })).map(({ kind }) => kind)
      let running = 0
      const most = steps.reduce((high, kind) => {
        running += kind === 'run.claimed' ? 1 : -1
        return Math.max(high, running)
      }, 0)
      expect({ most, left: running, runs: steps.length }).toEqual({ most: 2, left: 0, runs: 2000 })
    },
  )
})

describe('case 29 and 38 a command that outlasts its time', () => {
  let bed: AttackBed
  beforeEach(() => (bed = makeAttackBed()))
  afterEach(() => bed.remove())

  it('case 29 by a trickle of single bytes', async () => {
    const attack = 'while :; do printf x; sleep 0.01; done'
    const stop = new AbortController()
    const unguarded = bed.sh(attack, { signal: stop.signal, timeoutMs: 60_000 })
    const exit = await bed.sh(attack, { timeoutMs: 500 })
    expect(exit).toMatchObject({ timedOut: true })
    expect(exit.durationMs).toBeLessThan(5000)
    await sleep(200)
    stop.abort()
    expect(await unguarded).toMatchObject({ timedOut: false, stopped: true })
  })
})
