import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createIds } from '#schemas/format'
import type { JobSpecInput } from '#schemas'
import { ProviderFailed } from './providers.ts'
import { aSpec, aStore, ENFORCED, put, scripted } from './test-bed.ts'
import { createTrust } from './trust.ts'

/** Gates of one run whose identity provider answers when the test lets it; with `authorization`, the operator let it through once. */
async function aBed({
  trust: more = {},
  ...given
}: { trust?: JobSpecInput['trust']; materialize?: () => object } = {}) {
  const { home, store, clock, waits, ledger, bodies, addRun } = aStore()
  const spec = aSpec({ identity: { principal: 'bot', provider: 'vault' }, credentials: ['TOKEN_A'], ...more })
  await store.write((write) => addRun(write, spec))
  const asked: string[] = []
  const answer = Promise.withResolvers<void>()
  const answers = {
    resolveSession: () => answer.promise.then(() => ({ ok: true, session: 1 })),
    materialize: () => ({ ok: true, env: { TOKEN_A: 'value-a' } }),
    ...given,
  }
  const approvals = ['apr-1']
  for (const name of ['vault', 'judge']) put(join(home.root, 'trust-providers'), `${name}.mjs`, '')
  const trust = createTrust({
    store,
    ledger,
    bodies,
    clock,
    ids: createIds(),
    home,
    folder: undefined,
    processes: scripted(
      new Map([
        ['vault', { type: 'identity', answers }],
        ['judge', { type: 'authorization', answers: { authorize: () => ({ decision: 'escalate' }) } }],
      ]),
      asked,
    ),
    secrets: { settling: () => undefined, granted: () => ({}) },
    specOf: () => spec,
    jobOfRun: () => 'job-1',
    parentOf: () => null,
    useApproval: () => Promise.resolve(approvals.shift()),
    onGivenUp: () => undefined,
    stopped: () => false,
    onChange: () => undefined,
    onTrouble: (what, error) => {
      throw new Error(what, { cause: error })
    },
  })
  const stop = new AbortController()
  return {
    trust,
    asked,
    waits,
    stop,
    answer: answer.resolve,
    admitted: trust.admit({ run: 'run-1', job: 'job-1', sandbox: ENFORCED }, stop.signal),
    ended: (state: 'failed' | 'cancelled') =>
      store.write((write) => trust.ended(write, { run: 'run-1', state, code: null })),
    kinds: () => ledger.page({ after: 0, limit: 100 }).items.map(({ kind }) => kind),
  }
}

it('waits for its gates, writes down what they said before anybody hears of it, and seals it with the end', async () => {
  const bed = await aBed()
  bed.answer()
  expect(await bed.admitted).toEqual({ kind: 'admitted', credentials: { TOKEN_A: 'value-a' } })
  expect(bed.kinds()).toEqual(['trust.credentials_asked', 'trust.decided'])
  expect(bed.trust.ofRun('run-1')).toMatchObject({ outcome: null, sha256: null, cleanup: 'due' })
  await bed.ended('failed')
  await expect.poll(bed.kinds).toContain('trust.credentials_cleaned')
  expect(bed.kinds().slice(2)).toEqual(['run.trust', 'trust.credentials_cleaned'])
  expect(bed.trust.ofRun('run-1')).toMatchObject({ intact: true, outcome: { state: 'failed' }, cleanup: 'done' })
})

it('does not wait for its gates for longer than a minute', async () => {
  const bed = await aBed()
  await expect.poll(() => bed.asked).toEqual(['vault.resolveSession'])
  const [deadline] = bed.waits
  expect(deadline?.ms).toBe(60_000)
  deadline?.fire()
  expect(await bed.admitted).toMatchObject({ kind: 'denied', code: 'provider_failed' })
  expect(bed.kinds()).toEqual(['trust.decided'])
})

it('is handed nothing any more once it was stopped, also where an answer comes late', async () => {
  const bed = await aBed()
  await expect.poll(() => bed.asked).toEqual(['vault.resolveSession'])
  bed.stop.abort()
  expect(await bed.admitted).toEqual({ kind: 'stopped' })
  await bed.ended('cancelled')
  bed.answer()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(bed.asked).toEqual(['vault.resolveSession'])
  expect(bed.kinds()).toEqual(['run.trust'])
  expect(bed.trust.ofRun('run-1')).toMatchObject({ facts: { gate: { decision: 'stopped' } }, cleanup: 'not_needed' })
})

it('asks the providers again that were reloaded meanwhile, and the operator nothing twice', async () => {
  let times = 0
  const bed = await aBed({
    trust: { authorization: { provider: 'judge' } },
    materialize() {
      times += 1
      if (times === 1) throw new ProviderFailed('vault', 'stopped')
      return { ok: true, env: { TOKEN_A: 'value-a' } }
    },
  })
  bed.answer()
  expect(await bed.admitted).toEqual({ kind: 'admitted', credentials: { TOKEN_A: 'value-a' } })
  const pass = ['vault.resolveSession', 'judge.authorize', 'vault.materialize']
  expect(bed.asked).toEqual([...pass, ...pass])
  expect(bed.trust.ofRun('run-1')).toMatchObject({
    facts: { providers: [{ name: 'vault' }, { name: 'judge' }], authorization: { approval: 'apr-1' } },
  })
  await bed.ended('failed')
  const taken = () => bed.kinds().filter((kind) => kind === 'trust.credentials_cleaned')
  await expect.poll(taken).toHaveLength(2)
})

it('is known of runs with gates only', async () => {
  const { trust, answer, admitted } = await aBed()
  answer()
  await admitted
  expect(trust.ofJob('job-1')).toHaveLength(1)
  expect(trust.ofJob('job-2')).toEqual([])
  expect(() => trust.ofRun('run-2')).toThrow('The run run-2 passed no trust gates.')
})
