import { expect, it, onTestFinished } from 'vitest'
import { type Clock, createClock, createIds } from '#schemas/format'
import { createBodies, createLedger, openStore, prepareHome } from '#core/record'
import { createCleanup } from './cleanup.ts'
import { ProviderFailed, type Providers } from './providers.ts'
import { aFolder } from './test-bed.ts'
import { createTrustTable } from './trust-table.ts'

/** Waits that the test ends. */
function aClock() {
  const waits: { ms: number; fire: () => void }[] = []
  const clock: Clock = {
    ...createClock(),
    after(ms, fire) {
      const wait = { ms, fire }
      waits.push(wait)
      return () => void waits.splice(waits.indexOf(wait), waits.includes(wait) ? 1 : 0)
    },
  }
  return { clock, waits }
}

/** Handles of a run that is over, whose provider does with `cleanup` what the test says. */
async function aBed(cleanup: (handle: string) => void) {
  const home = prepareHome(aFolder())
  const { clock, waits } = aClock()
  const store = openStore(home.database, createClock())
  onTestFinished(() => store.close())
  const ledger = createLedger(store, clock)
  const bodies = createBodies(store, home, createIds())
  const table = createTrustTable({ store, ledger, bodies })
  const asked: string[] = []
  const givenUp: string[] = []
  const state = { stopped: false }
  const addJob = store.change(
    "INSERT INTO job(seq, id, short, type, payload_version, title, state, workspace, requires, lane, priority, created_at, attempts, max_attempts, runs, cancel_requested, spec) VALUES (1, 'job', 'job', 't', 1, '', 'failed', 'w', '[]', '', 0, 0, 0, 1, 1, 0, :spec)",
  )
  const addRun = store.change(
    "INSERT INTO run(id, job_id, number, state, worker, token, ready_at, started_at, attempt_used, wall_ms, tool_calls, output_bytes) VALUES ('run', 'job', 1, 'failed', 'w', 1, 0, 0, 1, 0, 0, 0)",
  )
  await store.write((write) => {
    addJob.run(write, { spec: bodies.json(write, {}).id })
    addRun.run(write, {})
    table.askFor(write, { handle: 'cred-1', job: 'job', run: 'run', provider: 'vault', names: ['A'] })
  })
  const providers: Providers = {
    files: () => Promise.reject(new Error('nobody asks')),
    standing: () => ({ loaded: undefined, failure: undefined, retryAt: undefined }),
    need: (name) =>
      Promise.resolve({
        name,
        sha256: '',
        functions: ['cleanup'],
        async ask(_, input, read) {
          const { handle } = input as { handle: string }
          asked.push(handle)
          cleanup(handle)
          const answer = read({ ok: true })
          if (answer === undefined) throw new ProviderFailed(name, 'odd_answer')
          return answer
        },
      }),
  }
  const open = () =>
    createCleanup({
      store,
      clock,
      table,
      providers,
      untilGatesEnd: () => Promise.resolve(),
      stopped: () => state.stopped,
      onGivenUp: (_, { handle }) => givenUp.push(handle),
      onChange: () => undefined,
      onTrouble: (what, error) => {
        throw new Error(what, { cause: error })
      },
    })
  return { open, table, asked, givenUp, waits, state, standing: () => table.handlesOf('run')[0] }
}

const fails = () => {
  throw new ProviderFailed('vault', 'threw')
}

it('asks once where an answer comes, whoever asks for it again', async () => {
  const bed = await aBed(() => undefined)
  const cleanup = bed.open()
  cleanup.settle()
  cleanup.settle()
  cleanup.ofRun('run', () => undefined)
  await expect.poll(bed.standing).toMatchObject({ state: 'done', tries: 1 })
  bed.open().settle()
  expect(bed.asked).toEqual(['cred-1'])
})

it('asks again, the later the more often it failed, and tells the operator in the end', async () => {
  const bed = await aBed(fails)
  bed.open().settle()
  const waited: number[] = []
  for (let tries = 1; tries < 6; tries += 1) {
    await expect.poll(bed.standing).toMatchObject({ state: 'due', tries })
    await expect.poll(() => bed.waits.length).toBe(1)
    const [wait] = bed.waits.splice(0)
    waited.push(wait?.ms ?? 0)
    expect(bed.givenUp).toEqual([])
    wait?.fire()
  }
  await expect.poll(bed.standing).toMatchObject({ state: 'given_up', tries: 6 })
  expect(waited).toEqual([1000, 5000, 30_000, 120_000, 600_000])
  expect(bed.givenUp).toEqual(['cred-1'])
  expect(bed.waits).toEqual([])
  bed.open().settle()
  expect(bed.asked).toHaveLength(6)
})

it('asks nobody while a hard stop is in force, and again after it', async () => {
  const bed = await aBed(() => undefined)
  bed.state.stopped = true
  const cleanup = bed.open()
  cleanup.settle()
  await cleanup.close()
  expect([bed.asked, bed.standing()?.state]).toEqual([[], 'due'])
  bed.state.stopped = false
  bed.open().settle()
  await expect.poll(bed.standing).toMatchObject({ state: 'done' })
})
