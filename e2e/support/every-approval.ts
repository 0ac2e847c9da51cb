import { expect } from 'vitest'
import type { Core } from '#core'
import { type Approval, approvalRuleSpecSchema } from '#schemas'
import { aScript, aTestRun } from './jobs.ts'
import { enqueued, inState, settled, until } from './wait.ts'

const STEPS = { at: ['step' as const], if_rejected: 'skip' as const }

/** Everything that can become of a request. `look` is called after each; `pass` lets wall time go by. */
export async function everyApproval(core: Core, pass: (ms: number) => void, look: () => unknown): Promise<void> {
  const asked = (job: string): Promise<Approval> =>
    until(`an approval is asked for ${job}`, () => {
      const { items } = core.approvals.list({ filter: { job, state: ['pending'] }, limit: 1 })
      return items[0]
    })
  const seen = async (job: string) => {
    const { id, hash } = await asked(job)
    return { id, hash }
  }
  const spec = approvalRuleSpecSchema.parse({ name: 'Everything', timeout_s: 3600 })
  const rule = await core.approvalRules.set({ spec }, 'operator')
  const add = () => enqueued(core, aScript('true'))
  look()

  const [approved, rejected, answered, expired, cancelled] = [
    await add(),
    await add(),
    await add(),
    await add(),
    await add(),
  ]
  look()
  await core.approvals.approve({ ...(await seen(approved)), note: 'Go on.' }, 'operator')
  await core.approvals.reject({ ...(await seen(rejected)), note: 'No.' }, 'operator')
  await core.approvals.answer({ ...(await seen(answered)), note: 'Do it tomorrow.' }, 'operator')
  await core.jobs.cancel(cancelled, 'operator')
  look()
  await core.jobs.restore(cancelled, 'operator')
  look()
  const granted = await seen(cancelled)
  const { grant } = await core.approvals.grant({ ...granted, uses: 1, minutes: 30, note: 'Once more.' }, 'operator')
  await settled(core, await add())
  expect(core.approvals.grants({ active: true, limit: 9 })).toEqual([])
  look()
  const edited = await add()
  const { spec: job } = core.approvals.get((await asked(edited)).id)
  const other = {
    ...job,
    payload: { ...Object(job?.['payload']), commands: [['true'], ['echo', 'edited']] },
    priority: 3,
  }
  await core.approvals.edit({ ...(await seen(edited)), job: other, note: 'As well.' }, 'operator')
  await settled(core, edited)
  look()
  for (const over of [{ note: 'Enough.' }, undefined]) {
    const next = await core.approvals.grant({ ...(await seen(await add())), uses: 5, minutes: 1 }, 'operator')
    if (over) await core.approvals.revokeGrant({ id: next.grant.id, ...over }, 'operator')
  }
  pass(3_600_000)
  // Looked for when somebody asks next, at the latest after a minute.
  const last = await core.approvalRules.set({ id: rule.id, revision: 1, spec: { ...spec, enabled: false } }, 'operator')
  await enqueued(core, aScript('true', { approval: { at: ['start'] } }))
  await inState(core, expired, 'cancelled')
  look()
  await core.approvalRules.remove({ id: rule.id, revision: last.revision }, 'operator')
  expect(grant.uses).toBe(1)

  const steps = await enqueued(core, aTestRun([['true'], ['echo', 'two']], { approval: STEPS }))
  await asked(steps)
  look()
  await core.approvals.reject(await seen(steps), 'operator')
  await core.approvals.approve(await seen(steps), 'operator')
  await settled(core, steps)
  look()
}
