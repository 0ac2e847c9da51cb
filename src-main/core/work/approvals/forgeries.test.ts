import { describe, expect, it } from 'vitest'
import { aQueue } from '../test-bed.ts'
import { aRule, asked, aTestRun, CAPS, codeOf, forge, seenOf, stateOf } from './asking-bed.ts'

describe('attacks', () => {
  it('what would happen changed since it was asked: nothing is approved, and it is asked anew', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add()
    const seen = seenOf(queue, job)
    queue.grants = { toolchains: ['/opt/evil'], floor: null }
    expect(await codeOf(queue.approvalActs.approve(seen, 'operator'))).toBe('approval_changed')
    expect(stateOf(queue, job)).toBe('awaiting_approval')
    expect(asked(queue, job)).toMatchObject({ replaces: seen.id })
    expect(queue.approvalActs.get(seen.id).approval).toMatchObject({ state: 'void', void_reason: 'changed' })
    await queue.approvalActs.approve(seenOf(queue, job), 'operator')
    expect(await queue.claim(CAPS)).toBeDefined()
  })

  it('what would happen changed between approval and start: it does not run, and is asked anew', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add()
    await queue.approvalActs.approve(seenOf(queue, job), 'operator')
    queue.grants = { toolchains: ['/opt/evil'], floor: null }
    expect(await queue.claim(CAPS)).toBeUndefined()
    expect(stateOf(queue, job)).toBe('awaiting_approval')
    await queue.approvalActs.approve(seenOf(queue, job), 'operator')
    expect(await queue.claim(CAPS)).toBeDefined()
  })

  it.each([
    ['a job that is queued past its approval', "UPDATE job SET state = 'queued'"],
    [
      'an approval that nobody gave',
      "UPDATE job SET state = 'queued'; UPDATE approval SET state = 'approved', decision = seq",
    ],
    ['an approval of another job', "UPDATE job SET state = 'queued'; UPDATE approval SET job = 1"],
  ])('forged: %s does not run', async (_what, sql) => {
    const queue = aQueue()
    const free = await queue.add({ requires: ['gpu'] })
    await aRule(queue)
    const job = await queue.add()
    for (const statement of sql.split(';'))
      await forge(
        queue,
        `${statement} WHERE ${statement.includes('UPDATE job') ? 'seq' : 'job'} <> (SELECT seq FROM job WHERE id = '${free}')`.replace(
          'job = 1',
          `job = (SELECT seq FROM job WHERE id = '${free}')`,
        ),
      )
    expect(await queue.claim(CAPS)).toBeUndefined()
    expect(queue.jobs.byId(job)).toMatchObject({ state: 'held', held_reason: 'quarantined' })
    await expect(forge(queue, 'DELETE FROM approval')).rejects.toThrow('never removed')
  })

  it('forged: a job that was given another content after it was approved does not run', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add(aTestRun([['true']]))
    const other = await queue.add(aTestRun([['rm', '-rf', '.']]))
    await queue.approvalActs.approve(seenOf(queue, job), 'operator')
    await forge(queue, `UPDATE job SET spec = (SELECT spec FROM job WHERE id = '${other}') WHERE id = '${job}'`)
    expect(await queue.claim(CAPS)).toBeUndefined()
    expect(queue.jobs.byId(job)).toMatchObject({ held_reason: 'quarantined' })
  })

  it('forged: an edited job that is given its first content again is asked about again', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add(aTestRun([['git', 'push', '--force']]))
    const was = queue.jobs.byId(job)?.spec ?? ''
    const seen = seenOf(queue, job)
    const { spec } = queue.approvalActs.get(seen.id)
    const edited = { ...spec, payload: { ...Object(spec?.['payload']), commands: [['git', 'push']] } }
    await queue.approvalActs.edit({ ...seen, job: edited }, 'operator')
    await forge(queue, `UPDATE job SET spec = '${was}' WHERE id = '${job}'`)
    expect(await queue.claim(CAPS)).toBeUndefined()
    expect(stateOf(queue, job)).toBe('awaiting_approval')
  })

  it('an approval is used once: neither a retry nor another job can have it', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add()
    const seen = seenOf(queue, job)
    await queue.approvalActs.approve(seen, 'operator')
    const claimed = await queue.claim(CAPS)
    await queue.finish(claimed?.run ?? '', claimed?.token ?? 0)
    await forge(queue, `UPDATE job SET state = 'failed' WHERE id = '${job}'`)
    await queue.acts.retry(job, 'operator')
    expect(stateOf(queue, job)).toBe('awaiting_approval')
    expect(await codeOf(queue.approvalActs.reject(seen, 'operator'))).toBe('approval_decided')
    const twin = await queue.add()
    expect(asked(queue, twin).id).not.toBe(seen.id)
    await forge(queue, `UPDATE job SET state = 'queued' WHERE id = '${twin}'`)
    expect(await queue.claim(CAPS)).toBeUndefined()
  })

  it('hidden characters in arguments are shown', async () => {
    const queue = aQueue()
    await aRule(queue)
    const job = await queue.add(aTestRun([['rm', '\u202egpj.exe', 'a\u200bb', '\u001b[2K']]))
    const detail = queue.approvalActs.get(asked(queue, job).id)
    expect(detail.approval.hidden).toBe(true)
    expect(detail.commands[0]?.shown).toBe(String.raw`rm '\u{202e}gpj.exe' 'a\u{200b}b' '\u{1b}[2K'`)
    expect(detail.commands[0]?.argv).toEqual(['rm', '\u202egpj.exe', 'a\u200bb', '\u001b[2K'])
  })
})
