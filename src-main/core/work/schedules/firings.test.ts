import { describe, expect, it } from 'vitest'
import type { ScheduleSpecInput } from '#schemas'
import { aSchedule, aScheduling } from './test-bed.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const FAILED = { state: 'failed', code: 'git_failed', message: 'No.' } as const

describe('while a job of it is not over', () => {
  it('refuses the next one where it skips', async () => {
    const bed = await aScheduling()
    const id = await bed.on({ overlap: 'skip' })
    await bed.minutes(3)
    expect(bed.told(id)).toEqual(['enqueued', 'refused already_running', 'refused already_running'])
    await bed.work()
    await bed.minutes(1)
    expect(bed.told(id).at(-1)).toBe('enqueued')
  })

  it('starts beside it where it allows that', async () => {
    const bed = await aScheduling()
    const id = await bed.on({ overlap: 'allow' })
    await bed.minutes(3)
    expect(bed.told(id)).toEqual(['enqueued', 'enqueued', 'enqueued'])
    expect(bed.schedules.get(id).open_jobs).toHaveLength(3)
  })

  it('sees that a job of it waits for an approval, however many others are not over', async () => {
    const bed = await aScheduling()
    const id = await bed.on({ overlap: 'allow', trigger: { kind: 'manual' } })
    const fire = async (times: number) => {
      for (let left = times; left > 0; left -= 1) await bed.schedules.runNow({ id }, 'operator')
    }
    await fire(1001)
    const { revision, spec } = bed.schedules.get(id)
    const job = { ...spec?.job, approval: { at: ['start'] } }
    await bed.schedules.edit({ id, revision, spec: { ...spec, job } }, 'operator')
    await fire(1)
    await expect(bed.schedules.runNow({ id }, 'operator')).resolves.toMatchObject({
      state: 'waiting',
      reason: { code: 'approval_pending' },
    })
  })

  it('lets them wait for their turn where it queues, and refuses what is too much', async () => {
    const bed = await aScheduling()
    const id = await bed.on({ overlap: 'queue', max_waiting: 2 })
    await bed.minutes(4)
    expect(bed.told(id)).toEqual(['enqueued', 'waiting job_not_over', 'waiting job_not_over', 'refused backlog_full'])
    const due = bed.schedules.get(id).last.map(({ due_at }) => due_at)
    await bed.schedules.disable(id, 'test')
    await bed.schedules.enable(id, 'test')
    await bed.work()
    expect(bed.ran()).toBe(3)
    expect(bed.told(id)).toEqual(['enqueued', 'enqueued', 'enqueued', 'refused backlog_full'])
    expect(bed.schedules.get(id).last.map((each) => each.due_at)).toEqual(due)
  })

  it('stops it and follows where it replaces, the latest of those that wanted to', async () => {
    const bed = await aScheduling()
    const id = await bed.on({ overlap: 'replace' })
    await bed.minutes(1)
    const taken = await bed.claim('repo_tools')
    await bed.minutes(2)
    expect(bed.told(id)).toEqual(['enqueued', 'cancelled replaced', 'waiting replaces'])
    expect(bed.stopped).toEqual([taken?.run])
    await bed.finish(taken!.run, taken!.token, { state: 'cancelled', code: 'cancelled', message: 'Stopped.' })
    await bed.scan()
    expect(bed.told(id)).toEqual(['enqueued', 'cancelled replaced', 'enqueued'])
  })

  it('replaces one that only waits at once', async () => {
    const bed = await aScheduling()
    const id = await bed.on({ overlap: 'replace' })
    await bed.minutes(2)
    await bed.scan()
    expect(bed.schedules.get(id).last.map(({ state, result }) => [state, result?.state])).toEqual([
      ['enqueued', 'queued'],
      ['enqueued', 'cancelled'],
    ])
  })

  it('counts a job that the operator queued again as one that is not over', async () => {
    const bed = await aScheduling()
    const id = await bed.on()
    await bed.minutes(1)
    await bed.work(FAILED)
    await bed.acts.retry(bed.jobsOf(id)[0]!, 'operator')
    await bed.minutes(1)
    expect(bed.told(id)).toEqual(['enqueued', 'refused already_running'])
  })
})

describe('what was missed', () => {
  const asleep = async (misfire: ScheduleSpecInput['misfire'], over: Partial<ScheduleSpecInput> = {}) => {
    const bed = await aScheduling()
    const id = await bed.on({ trigger: { kind: 'cron', expression: '0 * * * *' }, overlap: 'allow', misfire, ...over })
    // Ten hours and a half: the last one is half an hour late.
    await bed.pass(10 * HOUR + 30 * MINUTE)
    return { bed, id, told: bed.told(id) }
  }

  it.each([
    [{ policy: 'run_once' } as const, ['missed coalesced ×9', 'enqueued']],
    [{ policy: 'skip' } as const, ['missed misfire ×10']],
    [{ policy: 'run_all', max: 3 } as const, ['missed misfire ×7', 'enqueued', 'enqueued', 'enqueued']],
    [{ policy: 'run_all', max: 100 } as const, Array.from({ length: 10 }, () => 'enqueued')],
    [{ policy: 'run_once', window_s: 1800 } as const, ['missed too_late ×9', 'enqueued']],
    [{ policy: 'run_once', window_s: 1799 } as const, ['missed too_late ×10']],
    [{ policy: 'run_all', window_s: 3 * 3600 } as const, ['missed too_late ×7', 'enqueued', 'enqueued', 'enqueued']],
  ])('is run or accounted for by %o', async (misfire, told) => {
    expect((await asleep(misfire)).told).toEqual(told)
  })

  it('keeps when each was due, and goes on at the next hour', async () => {
    const { bed, id } = await asleep({ policy: 'run_once' })
    const [ran, missed] = bed.schedules.get(id).last
    expect(ran).toMatchObject({ due_at: '2026-01-01T10:00:00.000Z' })
    expect(missed).toMatchObject({ due_at: '2026-01-01T01:00:00.000Z', until_at: '2026-01-01T09:00:00.000Z', count: 9 })
    expect(bed.schedules.get(id).next?.due_at).toBe('2026-01-01T11:00:00.000Z')
  })

  it('runs what is on time beside a policy that skips the late ones', async () => {
    const bed = await aScheduling()
    const id = await bed.on({ trigger: { kind: 'cron', expression: '0 * * * *' }, misfire: { policy: 'skip' } })
    await bed.pass(3 * HOUR + 2000)
    expect(bed.told(id)).toEqual(['missed misfire ×2', 'enqueued'])
  })

  it('runs nothing twice when the clock is set back', async () => {
    const bed = await aScheduling()
    const id = await bed.on({ overlap: 'allow' })
    await bed.minutes(5)
    bed.time.now -= 4 * MINUTE
    await bed.scan()
    await bed.minutes(10)
    const due = bed.schedules.get(id).last.map(({ due_at }) => due_at)
    expect(new Set(due).size).toBe(due.length)
    expect(due).toHaveLength(11)
  })

  it('brings back what a clock swallowed that was set years ahead', async () => {
    const bed = await aScheduling()
    const id = await bed.on({ overlap: 'allow', misfire: { policy: 'skip' } })
    await bed.minutes(1)
    await bed.pass(5 * 365 * 24 * HOUR)
    bed.time.now -= 5 * 365 * 24 * HOUR
    await bed.minutes(2)
    expect(bed.told(id)).toEqual(['enqueued', 'missed too_late ×1000', 'missed misfire ×1000', 'enqueued', 'enqueued'])
  })
})

describe('in a blackout', () => {
  const night: ScheduleSpecInput['blackouts'] = [{ kind: 'daily', from: '00:02', until: '00:10' }]

  it('tells once of all that is due in it', async () => {
    const bed = await aScheduling()
    const id = await bed.on({ blackouts: night, overlap: 'allow' })
    await bed.minutes(12)
    expect(bed.told(id)).toEqual(['enqueued', 'missed blackout ×8', 'enqueued', 'enqueued', 'enqueued'])
    expect(bed.schedules.get(id).last.at(-2)?.reason).toEqual({ code: 'blackout', until: '2026-01-01T00:10:00.000Z' })
  })

  it('runs what the operator wants', async () => {
    const bed = await aScheduling()
    const id = await bed.on({ blackouts: night })
    await bed.minutes(3)
    await bed.work()
    expect(await bed.schedules.runNow({ id }, 'operator')).toMatchObject({ state: 'enqueued' })
  })

  it('runs for what was missed what lies outside of it', async () => {
    const bed = await aScheduling()
    const id = await bed.on({ blackouts: night, overlap: 'allow' })
    await bed.pass(5 * MINUTE)
    expect(bed.told(id)).toEqual(['missed blackout ×4', 'enqueued'])
  })
})

it('starts each occurrence later by its spread, always the same', async () => {
  const bed = await aScheduling()
  const id = await bed.on({ trigger: { kind: 'cron', expression: '0 * * * *' }, jitter_s: 600 })
  const { next } = bed.schedules.get(id)
  const spread = Date.parse(next!.at) - Date.parse(next!.due_at)
  expect(spread).toBeGreaterThan(0)
  await bed.pass(HOUR + spread - 1)
  expect(bed.told(id)).toEqual([])
  await bed.pass(1)
  expect(bed.schedules.get(id).last).toMatchObject([{ state: 'enqueued', due_at: '2026-01-01T01:00:00.000Z' }])
})

it('stops firing after so many failures in a row, and starts over when it is resumed', async () => {
  const bed = await aScheduling()
  const id = await bed.on({ breaker: { failures: 3 } })
  for (const end of [FAILED, FAILED, {}, FAILED, { state: 'succeeded', verdict: 'failed' } as const, FAILED]) {
    await bed.minutes(1)
    await bed.work(end)
  }
  expect(bed.schedules.get(id)).toMatchObject({ state: 'tripped', consecutive_failures: 3, next: null })
  expect(bed.news()).toEqual([`tripped:${bed.time.now}`])
  await bed.minutes(5)
  expect(bed.ran()).toBe(6)
  expect(await bed.schedules.runNow({ id }, 'operator')).toMatchObject({ state: 'enqueued' })
  await bed.work(FAILED)
  expect(await bed.schedules.resume(id, 'operator')).toMatchObject({ state: 'on', consecutive_failures: 0 })
  await bed.minutes(1)
  expect(bed.told(id).at(-1)).toBe('enqueued')
})

it('waits for an endpoint that is down, and the more seldom the more waits', async () => {
  const bed = await aScheduling()
  const id = await bed.on({ requires_endpoint: 'models', overlap: 'allow' })
  await bed.minutes(1)
  expect(bed.told(id)).toEqual(['waiting endpoint_down'])
  expect(bed.schedules.get(id).last[0]).toMatchObject({
    reason: { endpoint: 'models', state: null },
    wait_until: new Date(bed.time.now + 10_000).toISOString(),
  })
  bed.endpoints.set('models', 'down')
  await bed.minutes(1)
  expect(bed.schedules.get(id).last.map(({ reason }) => reason)).toEqual([
    { code: 'endpoint_down', endpoint: 'models', state: 'down' },
    { code: 'endpoint_down', endpoint: 'models', state: 'down' },
  ])
  bed.endpoints.set('models', 'degraded')
  await bed.pass(40_000)
  expect(bed.told(id)).toEqual(['enqueued', 'enqueued'])
})

it('cancels a firing that waits, and those of a schedule that is deleted', async () => {
  const bed = await aScheduling()
  const id = await bed.on({ overlap: 'queue' })
  await bed.minutes(3)
  const [, second] = bed.schedules.get(id).last
  expect(await bed.schedules.cancelFiring(second!.id, 'operator')).toMatchObject({ state: 'cancelled', reason: null })
  await expect(bed.schedules.cancelFiring(second!.id, 'operator')).rejects.toThrow(/is cancelled; only one that waits/)
  await bed.schedules.remove(id, 'operator')
  expect(bed.told(id)).toEqual(['enqueued', 'cancelled', 'cancelled schedule_deleted'])
})

describe('what cannot be done', () => {
  it('is refused with its reason, and keeps nothing else waiting', async () => {
    const bed = await aScheduling()
    const policy = { ...aSchedule().job.policy, allow_subprocess: true, min_sandbox: 'policy-only' as const }
    const bad = await bed.on({ job: { ...aSchedule().job, policy } })
    const good = await bed.on()
    await bed.minutes(2)
    await bed.work()
    expect(bed.told(bad)).toEqual(['refused job_refused', 'refused job_refused'])
    expect(bed.schedules.get(bad).last[0]?.message).toMatch(/sandbox/)
    expect(bed.news()).toEqual(['refused:job_refused:2026-01-01'])
    expect(bed.told(good)[0]).toBe('enqueued')
  })

  it('is set aside where a schedule cannot be read, and the others go on', async () => {
    const bed = await aScheduling()
    const ids = [await bed.on(), await bed.on(), await bed.on()]
    const [, broken] = ids
    const spoil = bed.store.change<{ id: string }>(
      "UPDATE body SET content = x'7b' WHERE id = (SELECT spec FROM schedule WHERE id = :id)",
    )
    await bed.store.write((write) => spoil.run(write, { id: broken! }))
    // As after a start: nothing is known of it any more.
    const fresh = bed.another()
    await fresh.scan()
    bed.time.now += MINUTE
    await fresh.scan()
    expect(ids.map((id) => fresh.schedules.get(id).state)).toEqual(['on', 'tripped', 'on'])
    expect(fresh.schedules.get(ids[0]!).last).toHaveLength(1)
    expect(fresh.schedules.get(ids[2]!).last).toHaveLength(1)
    expect(fresh.schedules.get(broken!).spec).toBeNull()
    await fresh.close()
  })

  it('is refused where adding the job fails in a way nobody expected', async () => {
    const bed = await aScheduling()
    const [bad, good] = [await bed.on({ name: 'bad' }), await bed.on()]
    const { within } = bed.enqueue
    Object.assign(bed.enqueue, {
      within(...given: Parameters<typeof within>) {
        if (given[3]?.schedule === bad) throw new TypeError('not a function')
        return within(...given)
      },
    })
    await bed.minutes(1)
    expect(bed.schedules.get(bad).last).toMatchObject([
      { state: 'refused', reason: { code: 'quarantined' }, message: 'not a function' },
    ])
    expect(bed.told(good)).toEqual(['enqueued'])
  })
})

it('fires each occurrence once, whoever else looks at the same time', async () => {
  const bed = await aScheduling()
  const ids = await Promise.all(Array.from({ length: 20 }, () => bed.on({ overlap: 'allow' })))
  const others = [bed.another(), bed.another(), bed.another()]
  for (let minute = 0; minute < 5; minute += 1) {
    bed.time.now += MINUTE
    await Promise.all([bed.scan(), ...others.map((each) => each.scan())])
    await bed.scan()
  }
  for (const id of ids) {
    const due = bed.schedules.get(id).last.map(({ due_at, state }) => `${state} ${due_at}`)
    expect(due).toHaveLength(5)
    expect(new Set(due).size).toBe(5)
  }
  await Promise.all(others.map((each) => each.close()))
})

it('keeps nothing that only a living process could bring on', async () => {
  const bed = await aScheduling()
  const id = await bed.on({ overlap: 'queue' })
  await bed.minutes(3)
  // The timer of the first is gone with it, and so is what it knew.
  await bed.close()
  const later = bed.another()
  const taken = await bed.claim('repo_tools')
  await bed.finish(taken!.run, taken!.token)
  await later.scan()
  expect(later.schedules.get(id).last.map(({ state }) => state)).toEqual(['waiting', 'enqueued', 'enqueued'])
  await later.close()
})
