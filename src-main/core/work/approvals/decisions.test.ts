import { describe, expect, it } from 'vitest'
import { aQueue } from '../test-bed.ts'
import { aRule, asked, aSent, aTestRun, CAPS, codeOf, seenOf, stateOf } from './asking-bed.ts'

describe('a decision', () => {
  it('is bound to what was seen', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add()
    const { id } = asked(queue, job)
    expect(await codeOf(queue.approvalActs.approve({ id, hash: '0'.repeat(64) }, 'operator'))).toBe('approval_stale')
    expect(stateOf(queue, job)).toBe('awaiting_approval')
  })

  it('is made once, whoever comes first', async () => {
    const queue = aQueue()
    await aRule(queue)
    const seen = seenOf(queue, await queue.add())
    const outcomes = await Promise.all([
      codeOf(queue.approvalActs.approve(seen, 'operator')),
      codeOf(queue.approvalActs.reject(seen, 'cli')),
      codeOf(queue.approvalActs.approve(seen, 'api')),
    ])
    // The third asks for what is so already, which changes nothing.
    expect(outcomes).toEqual(['nothing thrown', 'approval_decided', 'nothing thrown'])
    expect(queue.approvalActs.get(seen.id).history.map(({ kind, by }) => [kind, by])).toEqual([
      ['approval.asked', 'test'],
      ['approval.approved', 'operator'],
    ])
  })

  it('about several rejects any, and approves only what is alike', async () => {
    const queue = aQueue()
    await aRule(queue)
    const [a, b, c] = await Promise.all([queue.add(), queue.add(), queue.add(aTestRun([['true']]))])
    const items = [a, b, c].map((job) => seenOf(queue, job))
    expect(await codeOf(queue.approvalActs.decide({ items, act: 'approve' }, 'operator'))).toBe('approvals_not_alike')
    const approved = await queue.approvalActs.decide({ items: items.slice(0, 2), act: 'approve' }, 'operator')
    expect(approved.done.map(({ state }) => state)).toEqual(['approved', 'approved'])
    const rejected = await queue.approvalActs.decide({ items, act: 'reject', note: 'No.' }, 'operator')
    expect(rejected.done).toMatchObject([{ job: { id: c }, state: 'rejected' }])
    expect(rejected.refused.map(({ code }) => code)).toEqual(['approval_decided', 'approval_decided'])
  })

  it('can change the job, by its schema, and approves what it is then', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add(aTestRun([['git', 'push', '--force']], { idempotency_key: 'push' }))
    const seen = seenOf(queue, job)
    const { spec } = queue.approvalActs.get(seen.id)
    const edited = { ...spec, payload: { ...Object(spec?.['payload']), commands: [['git', 'push']] } }
    const preview = await queue.approvalActs.previewEdit({ id: seen.id, job: edited })
    expect(preview.differences).toEqual([{ path: 'payload.commands.0.2', before: '--force', after: null }])
    expect(await codeOf(queue.approvalActs.edit({ ...seen, job: { ...edited, payload: {} } }, 'operator'))).toBe(
      'invalid_input',
    )
    expect(await codeOf(queue.approvalActs.edit({ ...seen, job: { ...edited, workspace: 'other' } }, 'operator'))).toBe(
      'approval_edit_refused',
    )
    await queue.approvalActs.edit({ ...seen, job: edited, note: 'Not by force.' }, 'operator')
    expect(queue.approvalActs.get(seen.id)).toMatchObject({
      approval: { state: 'approved', edited: true },
      edit: { hash: preview.hash, differences: preview.differences },
    })
    expect(await queue.claim(CAPS)).toMatchObject({ job: { id: job, payload: { commands: [['git', 'push']] } } })
    // Whoever sends the same again gets the job that is there.
    const again = await queue.enqueue({ ...aSent(['git', 'push', '--force']), idempotency_key: 'push' }, 'test')
    expect(again).toMatchObject({ created: false, row: { id: job } })
  })
})
