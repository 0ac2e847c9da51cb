import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Core } from '#core'
import { PROTOCOL_VERSION } from '#schemas/protocol'
import { aTestRun } from '../support/jobs.ts'
import { openCore, removeFolder, testCore, type TestCore } from '../support/test-core.ts'
import { enqueued, eventsOf, settled, until } from '../support/wait.ts'

const workerEntry = join(import.meta.dirname, 'lying-worker.ts')
const limits = { restartMinMs: 20, restartMaxMs: 50, retryMinMs: 20 }

let opened: TestCore
let core: Core
let head: number

beforeAll(async () => {
  opened = await openCore({ workerEntry, limits })
  core = opened.core
})

afterAll(async () => {
  await core.close('test')
  removeFolder(opened.home)
  removeFolder(opened.workspace)
})

beforeEach(() => {
  head = core.status().ledger.seq
})

/** Whatever one worker did, the next one works, and the chain holds. */
async function expectAllWell(): Promise<void> {
  expect(await settled(core, await enqueued(core, aTestRun([['honest']])))).toMatchObject({ state: 'succeeded' })
  expect(await core.evidence.verify({ bodies: true })).toMatchObject({ ok: true })
}

async function outcomeOf(lie: string) {
  const id = await enqueued(core, aTestRun([[lie]], { max_attempts: 1 }))
  const job = await settled(core, id)
  return { id, job, runs: core.jobs.get(id).runs }
}

async function kindsSince(kind: string) {
  const events = await eventsOf(core, { kind: [kind] })
  return events.filter(({ seq }) => seq > head)
}

describe('a message that is not of the current claim (case 70)', () => {
  it.each(['an old token', 'another run'])('with %s changes nothing and is recorded', async (lie) => {
    const { id, job, runs } = await outcomeOf(lie)
    expect(job).toMatchObject({ state: 'succeeded', verdict: 'passed' })
    expect(runs).toHaveLength(1)
    const late = await kindsSince('run.late_message')
    expect(late.length).toBeGreaterThan(0)
    expect(late[0]?.payload).toMatchObject({ message: 'finish', current: expect.any(Number) })
    expect(await eventsOf(core, { kind: ['run.finished'], job: id })).toHaveLength(1)
    expect(await eventsOf(core, { kind: ['step.done'], job: id })).toEqual([])
    await expectAllWell()
  })

  it('after the end changes nothing', async () => {
    for (const lie of ['the end twice', 'a step after the end']) {
      const { id, job } = await outcomeOf(lie)
      expect(job).toMatchObject({ state: 'succeeded', verdict: 'passed', runs: 1 })
      expect(await eventsOf(core, { kind: ['run.finished'], job: id })).toHaveLength(1)
      expect(await eventsOf(core, { kind: ['step.done'], job: id })).toEqual([])
      await expectAllWell()
    }
  })
})

describe('a worker that breaks the protocol', () => {
  it.each([
    ['a replayed message', 'repeats sequence number 1'],
    ['no message', ''],
    ['a step of the core', ''],
    ['a step that does not fit its kind', ''],
    ['a second ready', 'a second ready'],
    ['a self-test nobody asked for', 'a self-test nobody asked for'],
    ['output beyond its credit', 'output beyond its credit'],
    ['output beyond its budget', 'output beyond the budget of the run'],
    ['a frame that is too long', ''],
    ['a heartbeat that is none', 'a heartbeat that cannot be read'],
    ['very many messages of others', 'too many messages of other runs'],
    ['a file elsewhere', ''],
  ])('with %s is ended, and its run is lost', async (lie, problem) => {
    const { pid } = core.workers.list()[0]!
    const { job, runs } = await outcomeOf(lie)
    expect(job).toMatchObject({ state: 'failed', outcome: { code: 'worker_misbehaved' } })
    expect(runs).toMatchObject([{ state: 'lost' }])
    const [event, ...others] = await kindsSince('worker.misbehaved')
    expect(event?.payload['problem']).toContain(problem)
    expect(others).toEqual([])
    await until('there is another worker', () => {
      const next = core.workers.list()[0]!
      return next.pid !== null && next.pid !== pid
    })
    await expectAllWell()
  })

  it.each([
    'a result of another type',
    'no result',
    'half of a surrogate pair',
    'a code no text can hold',
    'a file that is not there',
    'a file that is a link',
  ])('with a report of %s fails its run, and keeps nothing of it', async (lie) => {
    const { job, runs, id } = await outcomeOf(lie)
    expect(job).toMatchObject({ state: 'failed', outcome: { code: 'invalid_report' } })
    expect(runs).toMatchObject([{ state: 'failed', result: null }])
    expect(core.jobs.get(id).artifacts).toEqual([])
    await expectAllWell()
  })
})

describe('a worker of another version', () => {
  afterEach(() => void vi.unstubAllEnvs())

  it('is refused at once, tried again later each time, and gets no work', async () => {
    vi.stubEnv('LYING_WORKER', 'mismatch')
    const other = await testCore({ workerEntry, limits })
    const job = await enqueued(other.core, aTestRun([['honest']]))
    const misbehaved = () => eventsOf(other.core, { kind: ['worker.misbehaved'] })
    await until('it was refused three times', async () => (await misbehaved()).length >= 3)
    expect((await misbehaved())[0]?.payload['problem']).toBe(
      `protocol ${PROTOCOL_VERSION + 1}, this core speaks ${PROTOCOL_VERSION}`,
    )
    expect(other.core.jobs.get(job)).toMatchObject({ job: { state: 'queued', runs: 0 }, runs: [] })
  })
})
