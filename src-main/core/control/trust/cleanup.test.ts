import { expect, it } from 'vitest'
import { createCleanup } from './cleanup.ts'
import { ProviderFailed, type Providers } from './providers.ts'
import { aStore } from './test-bed.ts'

/** Handles of a run that is over, whose provider does with `cleanup` what the test says. */
async function aBed(cleanup: (handle: string) => void) {
  const { store, clock, waits, table, addRun } = aStore()
  const asked: string[] = []
  const givenUp: string[] = []
  const state = { stopped: false }
  await store.write((write) => {
    addRun(write, {})
    table.askFor(write, { handle: 'cred-1', job: 'job-1', run: 'run-1', provider: 'vault', names: ['A'] })
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
  return { open, table, asked, givenUp, waits, state, standing: () => table.handlesOf('run-1')[0] }
}

const fails = () => {
  throw new ProviderFailed('vault', 'threw')
}

it('asks once where an answer comes, whoever asks for it again', async () => {
  const bed = await aBed(() => undefined)
  const cleanup = bed.open()
  cleanup.settle()
  cleanup.settle()
  cleanup.ofRun('run-1', () => undefined)
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

it('asks again where its provider was ended to be tried anew', async () => {
  let times = 0
  const bed = await aBed(() => {
    times += 1
    if (times === 1) throw new ProviderFailed('vault', 'stopped')
  })
  bed.open().settle()
  await expect.poll(() => bed.waits.length).toBe(1)
  bed.waits[0]?.fire()
  await expect.poll(bed.standing).toMatchObject({ state: 'done', tries: 2 })
})
