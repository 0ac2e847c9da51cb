import { describe, expect, it } from 'vitest'
import { aSchedule, aScheduling } from './test-bed.ts'

const HOUR = 3_600_000
const iso = (ms: number) => new Date(ms).toISOString()

describe('what the operator does to a schedule', () => {
  it('adds it switched off, and fires it from the moment it is on', async () => {
    const bed = await aScheduling()
    const { id, state, next, words } = await bed.schedules.create(aSchedule(), 'test')
    expect({ state, next, words }).toEqual({ state: 'off', next: null, words: 'Every minute in UTC' })
    await bed.minutes(3)
    expect(bed.told(id)).toEqual([])
    expect((await bed.schedules.enable(id, 'test')).next).toEqual({
      due_at: iso(bed.time.now + 60_000),
      at: iso(bed.time.now + 60_000),
    })
    await bed.minutes(1)
    expect(bed.told(id)).toEqual(['enqueued'])
    expect(bed.jobs.find(bed.jobsOf(id)[0]!).state).toBe('queued')
    expect(bed.origins.of(bed.jobs.find(bed.jobsOf(id)[0]!).seq)).toMatchObject({ kind: 'schedule', schedule: id })
    await bed.schedules.disable(id, 'test')
    await bed.minutes(3)
    expect(bed.told(id)).toEqual(['enqueued'])
  })

  it('keeps the workspace that a job without one means, so that another workspace changes nothing', async () => {
    const bed = await aScheduling()
    const { workspace: _named, ...job } = aSchedule().job
    const { spec } = await bed.schedules.create({ ...aSchedule(), job }, 'test')
    expect(spec?.job.workspace).toBe('demo')
  })

  it('edits the whole at the revision it was read at', async () => {
    const bed = await aScheduling()
    const first = await bed.schedules.create(aSchedule({ name: 'nightly' }), 'test')
    const edited = await bed.schedules.edit(
      { id: 'nightly', revision: 1, spec: { ...first.spec, name: 'daily', note: 'later' } },
      'test',
    )
    expect(edited).toMatchObject({ name: 'daily', revision: 2, spec: { note: 'later' } })
    await expect(bed.schedules.edit({ id: 'daily', revision: 1, spec: first.spec }, 'test')).rejects.toThrow(
      `Schedule ${first.id} was edited meanwhile: it is at revision 2, not 1.`,
    )
    await bed.schedules.create(aSchedule({ name: 'nightly' }), 'test')
    await expect(bed.schedules.edit({ id: 'daily', revision: 2, spec: first.spec }, 'test')).rejects.toThrow(
      /has the name “nightly” already/,
    )
  })

  it('keeps due what was due when it was edited, unless it fires at other times now', async () => {
    const bed = await aScheduling()
    const id = await bed.on()
    const { spec } = bed.schedules.get(id)
    bed.time.now += 60_000
    await bed.schedules.edit({ id, revision: 1, spec: { ...spec, note: 'meanwhile' } }, 'test')
    await bed.scan()
    expect(bed.told(id)).toEqual(['enqueued'])
    await bed.schedules.edit({ id, revision: 2, spec: { ...spec, trigger: { kind: 'interval', every_s: 7 } } }, 'test')
    expect(bed.schedules.get(id).next?.due_at).toBe(iso(bed.time.now + 7000))
  })

  it('refuses one that can never fire, and says why', async () => {
    const bed = await aScheduling()
    const create = (over: Parameters<typeof aSchedule>[0]) => bed.schedules.create(aSchedule(over), 'test')
    await expect(create({ trigger: { kind: 'cron', expression: '0 0 30 2 *' } })).rejects.toThrow(
      'This schedule can never fire: there is no such day in the calendar.',
    )
    await expect(create({ trigger: { kind: 'once', at: iso(bed.time.now - 1) } })).rejects.toThrow(/has passed/)
    await expect(create({ blackouts: [{ kind: 'daily', from: '00:00', until: '00:00' }] })).rejects.toThrow(
      /lies in its blackouts/,
    )
    await expect(create({ trigger: { kind: 'cron', expression: 'x * * * *' } })).rejects.toThrow(/cannot be read/)
    await expect(create({ zone: 'Mars/Phobos' })).rejects.toThrow('There is no time zone Mars/Phobos.')
    await expect(
      bed.schedules.create({ ...aSchedule(), job: { ...aSchedule().job, id: 'mine' } }, 'test'),
    ).rejects.toThrow(/must not hold id/)
  })

  it('counts «in» and an interval from when it was saved', async () => {
    const bed = await aScheduling()
    const once = await bed.schedules.create(aSchedule({ trigger: { kind: 'once', in: '15m' } }), 'test')
    expect(once.spec?.trigger).toEqual({ kind: 'once', at: iso(bed.time.now + 900_000) })
    const id = await bed.on({ trigger: { kind: 'interval', every_s: 90 } })
    expect(bed.schedules.get(id).next?.due_at).toBe(iso(bed.time.now + 90_000))
  })

  it('keeps what was paused apart from what is off, and accounts for neither later', async () => {
    const bed = await aScheduling()
    const id = await bed.on()
    await bed.schedules.pause(id, 'test')
    await bed.minutes(5)
    expect((await bed.schedules.resume(id, 'test')).next?.due_at).toBe(iso(bed.time.now + 60_000))
    expect(bed.told(id)).toEqual([])
    await expect(bed.schedules.enable(id, 'test')).resolves.toMatchObject({ state: 'on' })
    await bed.schedules.disable(id, 'test')
    await expect(bed.schedules.pause(id, 'test')).rejects.toThrow(/is off; pausing it needs it to be on/)
  })

  it('pauses all and brings each back as it was', async () => {
    const bed = await aScheduling()
    const [on, paused, off] = [await bed.on(), await bed.on(), (await bed.schedules.create(aSchedule(), 'test')).id]
    await bed.schedules.pause(paused, 'test')
    expect(await bed.schedules.pauseAll('test')).toMatchObject({ paused: true, next_at: null })
    await bed.minutes(5)
    expect(bed.told(on)).toEqual([])
    await bed.schedules.resumeAll('test')
    await bed.scan()
    expect([on, paused, off].map((id) => bed.schedules.get(id).state)).toEqual(['on', 'paused', 'off'])
    expect(bed.told(on)).toEqual(['missed scheduler_paused ×5'])
    await bed.minutes(1)
    expect(bed.told(on)).toEqual(['missed scheduler_paused ×5', 'enqueued'])
  })

  it('deletes it and keeps its history, and frees its name', async () => {
    const bed = await aScheduling()
    const id = await bed.on({ name: 'nightly' })
    await bed.minutes(1)
    await bed.schedules.remove(id, 'test')
    expect(bed.schedules.list({ limit: 10 }).items).toEqual([])
    expect(bed.schedules.get(id)).toMatchObject({ state: 'deleted', name: 'nightly', last: [{ state: 'enqueued' }] })
    await bed.schedules.create(aSchedule({ name: 'nightly' }), 'test')
  })
})

describe('run now', () => {
  it('fires what is off, too, and once for the same key', async () => {
    const bed = await aScheduling()
    const { id } = await bed.schedules.create(aSchedule({ overlap: 'allow' }), 'test')
    const first = await bed.schedules.runNow({ id, key: 'a' }, 'operator')
    expect(first).toMatchObject({ kind: 'manual', state: 'enqueued', actor: 'operator', result: { state: 'queued' } })
    expect(await bed.schedules.runNow({ id, key: 'a' }, 'operator')).toEqual(first)
    expect((await bed.schedules.runNow({ id }, 'operator')).id).not.toBe(first.id)
  })

  it('is refused while a job of it is not over, which is on record', async () => {
    const bed = await aScheduling()
    const id = await bed.on()
    await bed.minutes(1)
    await expect(bed.schedules.runNow({ id }, 'operator')).rejects.toThrow(
      /^Job \S+ of schedule .* is not over, and only one may be at a time.$/,
    )
    expect(bed.told(id)).toEqual(['enqueued', 'refused already_running'])
    await bed.work()
    await bed.schedules.runNow({ id }, 'operator')
  })

  it('says why its job cannot be added', async () => {
    const bed = await aScheduling()
    const policy = { ...aSchedule().job.policy, allow_subprocess: true, min_sandbox: 'policy-only' as const }
    const job = { ...aSchedule().job, policy }
    const { id } = await bed.schedules.create(aSchedule({ job }), 'test')
    await expect(bed.schedules.runNow({ id }, 'operator')).rejects.toMatchObject({ code: 'firing_refused' })
    expect(bed.told(id)).toEqual(['refused job_refused'])
  })

  it('puts what it is given into its job', async () => {
    const bed = await aScheduling()
    const { id } = await bed.schedules.create(
      aSchedule({ fill: [{ into: 'payload.inputs[0]', from: 'parameters.file' }] }),
      'test',
    )
    const { job } = await bed.schedules.runNow({ id, parameters: { file: 'NOTES.md' } }, 'operator')
    expect(bed.jobs.spec(bed.jobs.find(job!))?.payload).toMatchObject({ inputs: ['NOTES.md'] })
    await bed.work()
    await expect(bed.schedules.runNow({ id }, 'operator')).rejects.toThrow(/There is no parameters.file to put into/)
  })
})

describe('what fires once', () => {
  it('is off afterwards', async () => {
    const bed = await aScheduling()
    const id = await bed.on({ trigger: { kind: 'once', in: '1h' } })
    await bed.pass(HOUR)
    expect(bed.told(id)).toEqual(['enqueued'])
    expect(bed.schedules.get(id)).toMatchObject({ state: 'off', next: null })
    await expect(bed.schedules.enable(id, 'test')).rejects.toThrow(/has passed/)
  })

  it('is deleted after its job, however that ended, where it says so', async () => {
    const bed = await aScheduling()
    const id = await bed.on({ trigger: { kind: 'once', in: '1h' }, delete_after_run: true })
    await bed.pass(HOUR)
    expect(bed.schedules.get(id).state).toBe('off')
    await bed.work({ state: 'failed', code: 'git_failed', message: 'No.' })
    expect(bed.schedules.get(id)).toMatchObject({ state: 'deleted', last: [{ result: { state: 'failed' } }] })
  })

  it('is run late or not, as its misfire policy says', async () => {
    const bed = await aScheduling()
    const kept = await bed.on({ trigger: { kind: 'once', in: '1h' } })
    const skipped = await bed.on({ trigger: { kind: 'once', in: '1h' }, misfire: { policy: 'skip' } })
    const old = await bed.on({ trigger: { kind: 'once', in: '1h' }, misfire: { window_s: 60 } })
    await bed.pass(2 * HOUR)
    expect([kept, skipped, old].map((id) => bed.told(id))).toEqual([
      ['enqueued'],
      ['missed misfire'],
      ['missed too_late'],
    ])
  })
})

it('deletes a repeating one after it succeeded, and one that is off some hours after its last job', async () => {
  const bed = await aScheduling()
  const repeating = await bed.on({ delete_after_run: true })
  const old = await bed.on({ ttl_h: 2 })
  await bed.minutes(1)
  await bed.work({ state: 'failed', code: 'git_failed', message: 'No.' })
  expect(bed.schedules.get(repeating).state).toBe('on')
  await bed.minutes(1)
  await bed.work()
  expect(bed.schedules.get(repeating).state).toBe('deleted')
  await bed.schedules.disable(old, 'test')
  await bed.pass(HOUR)
  expect(bed.schedules.get(old).state).toBe('off')
  await bed.pass(HOUR)
  expect(bed.schedules.get(old).state).toBe('deleted')
})
