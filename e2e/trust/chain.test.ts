import { expect, it } from 'vitest'
import type { ScheduleSpecInput } from '#schemas'
import { aScript, READING } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { aProvider, KNOWS_ALL } from '../support/trust.ts'
import { settled, until } from '../support/wait.ts'
import type { Trust } from './trust-bed.ts'

it('hands on in a chain what the policy of the child says, and fires nothing behind a run that was not let through', async () => {
  const { core, home } = await testCore({ slots: 1, shell: 'daemon' })
  aProvider(home, 'vault', 'identity', KNOWS_ALL)
  const add = (name: string, trust: Trust, after: ScheduleSpecInput['after'] = []) =>
    core.schedules
      .create(
        { name, trigger: { kind: 'manual' }, after, job: aScript('true', { trust, policy: READING, max_attempts: 1 }) },
        'operator',
      )
      .then(({ id }) => core.schedules.enable(id, 'operator'))
  const credentials = ['TOKEN_A']
  const identity = { principal: 'child', provider: 'vault' }
  await add('parent', { identity: { principal: 'parent', provider: 'vault', level: 'supervised' } })
  const link = (parent: string) => [{ parent, on: 'complete' as const }]
  await add('inherits', { child_credentials: 'inherit', credentials }, link('parent'))
  await add('smaller', { child_credentials: 'downscope', credentials }, link('parent'))
  await add('itself', { identity, child_credentials: 'independent', credentials }, link('parent'))
  await add('nothing', { identity, credentials }, link('parent'))
  await add('behind', {}, link('nothing'))

  await core.schedules.runNow({ id: 'parent' }, 'operator')
  const facts = async (name: string) => {
    const job = await until(`${name} has fired`, () => core.schedules.get(name).last[0]?.job ?? undefined)
    await settled(core, job)
    return core.trust.ofJob(job)[0]?.facts
  }
  const ofParent = { child: { parent_level: 'supervised' }, gate: { decision: 'admitted' } }
  expect(await facts('inherits')).toMatchObject({
    ...ofParent,
    identity: { principal: 'parent', level: 'supervised', vouched_by: 'parent' },
    credentials: { names: credentials },
  })
  expect(await facts('smaller')).toMatchObject({ ...ofParent, identity: { principal: 'parent', level: 'restricted' } })
  expect(await facts('itself')).toMatchObject({ ...ofParent, identity: { principal: 'child', level: 'supervised' } })
  expect(await facts('nothing')).toMatchObject({
    identity: null,
    gate: { decision: 'denied', code: 'credentials_missing' },
  })
  const decided = await until('it was decided whether to fire what follows', async () =>
    (await core.events.page({ filter: { kind: ['chain.decided'] }, limit: 100 })).items.find(({ payload }) =>
      JSON.stringify(payload).includes('not_let_in'),
    ),
  )
  expect(decided.kind).toBe('chain.decided')
  expect(core.schedules.get('behind').last).toEqual([])
})
