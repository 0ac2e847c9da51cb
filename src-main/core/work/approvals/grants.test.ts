import { describe, expect, it } from 'vitest'
import { type JobSpecInput } from '#schemas'
import { aQueue, COMMANDS } from '../test-bed.ts'
import { aRule, aTestRun, codeOf, forge, type Over, seenOf, stateOf } from './asking-bed.ts'

const OTHERS = "SELECT pattern FROM approval_grant WHERE state = 'revoked'"
const ITS = "SELECT pattern FROM approval_grant WHERE state = 'active'"

describe('a grant', () => {
  it('approves the next n that are alike for a while, each with a row of its own', async () => {
    const queue = aQueue()
    await aRule(queue)
    const run = (command: string[]) => queue.add(aTestRun([command]))
    const seen = seenOf(queue, await run(['npm', 'test']))
    const { grant } = await queue.approvalActs.grant({ ...seen, uses: 2, minutes: 60, note: 'Nightly.' }, 'operator')
    const other = await run(['npm', 'publish'])
    expect(stateOf(queue, other)).toBe('awaiting_approval')
    for (let use = 1; use <= 2; use += 1) {
      const job = await run(['npm', 'test'])
      expect(stateOf(queue, job)).toBe('queued')
      expect(queue.approvalActs.list({ filter: { job }, limit: 1 }).items).toMatchObject([
        { state: 'approved', how: 'grant', grant: grant.id, decided_by: 'operator' },
      ])
    }
    expect(queue.approvalActs.grants({ active: false, limit: 5 })).toMatchObject([
      { id: grant.id, used: 2, state: 'used_up' },
    ])
    expect(stateOf(queue, await run(['npm', 'test']))).toBe('awaiting_approval')
  })

  it('may let the commands differ as a pattern says, and nothing else', async () => {
    const queue = aQueue()
    await aRule(queue)
    const seen = seenOf(queue, await queue.add(aTestRun([['npm', 'run', 'build']])))
    const argv = { kind: 'glob', glob: 'npm run *' } as const
    expect(queue.approvalActs.previewGrant({ id: seen.id, argv })).toMatchObject({
      pattern: { content: { argv } },
      matched: [{ id: seen.id }],
    })
    const wide = { kind: 'glob', glob: 'yarn *' } as const
    expect(
      await codeOf(Promise.resolve().then(() => queue.approvalActs.previewGrant({ id: seen.id, argv: wide }))),
    ).toBe('grant_too_wide')
    await queue.approvalActs.grant({ ...seen, uses: 9, minutes: 60, argv }, 'operator')
    expect(stateOf(queue, await queue.add(aTestRun([['npm', 'run', 'lint']])))).toBe('queued')
    const differing: Partial<JobSpecInput>[] = [
      aTestRun([['npm', 'install']]),
      aTestRun([['npm', 'run', 'lint'], ['true']]),
      aTestRun([['npm', 'run', 'lint']], { policy: { ...COMMANDS, write_git: true } }),
      aTestRun([['npm', 'run', 'lint']], { max_attempts: 9 }),
      aTestRun([['npm', 'run', 'lint']], { workspace: 'other' }),
      aTestRun([['npm', 'run', 'lint']], {}, 61),
    ]
    for (const over of differing) expect(stateOf(queue, await queue.add(over))).toBe('awaiting_approval')
  })

  it('is for no job that differs in anything but its name, its time and its notes', async () => {
    const queue = aQueue()
    await aRule(queue)
    const mild = { allow_network: true, allow_subprocess: true, allowed_tools: [] }
    const old = aTestRun([['npm', 'test']], { policy: mild, compat: 'dali', trust: { contract: { network: 'deny' } } })
    const seen = seenOf(queue, await queue.add(old))
    await queue.approvalActs.grant({ ...seen, uses: 9, minutes: 60 }, 'operator')
    const named: Over = {
      id: 'job-named',
      idempotency_key: 'k',
      priority: 5,
      run_at: '2026-01-01T01:00:00Z',
      meta: { n: 1 },
    }
    expect(stateOf(queue, await queue.add({ ...old, ...named }))).toBe('scheduled')
    const { compat: _compat, ...networked } = old
    const { trust: _trust, ...ungated } = old
    const differing: Partial<JobSpecInput>[] = [
      networked,
      ungated,
      { ...old, retry_on: ['failed'] },
      { ...old, replay: 'at_most_once' },
      { ...old, deliver: { to: 'inbox', output: true } },
    ]
    for (const over of differing) expect(stateOf(queue, await queue.add(over))).toBe('awaiting_approval')
  })

  it('ends with its time, or when it is revoked', async () => {
    const queue = aQueue()
    await aRule(queue)
    const give = async () => {
      const seen = seenOf(queue, await queue.add())
      return (await queue.approvalActs.grant({ ...seen, uses: 5, minutes: 1 }, 'operator')).grant
    }
    const revoked = await give()
    await queue.approvalActs.revokeGrant({ id: revoked.id, note: 'Enough.' }, 'operator')
    expect(await codeOf(queue.approvalActs.revokeGrant({ id: revoked.id }, 'operator'))).toBe('grant_ended')
    await give()
    queue.time.now += 60_000
    expect(stateOf(queue, await queue.add())).toBe('awaiting_approval')
    await queue.approvalActs.expire()
    expect(queue.approvalActs.grants({ active: false, limit: 5 }).map(({ state }) => state)).toEqual([
      'expired',
      'revoked',
    ])
  })

  it.each([
    ['revived after it was revoked', `UPDATE approval_grant SET state = 'active', ended_at = NULL`, true],
    ['used less than it was', `UPDATE approval_grant SET used = 0`, false],
    ['given for longer', `UPDATE approval_grant SET expires_at = expires_at + 3600000`, false],
    ['given for more uses', `UPDATE approval_grant SET uses = 99`, false],
    ['given for something else', `UPDATE approval_grant SET pattern = (${OTHERS})`, false],
    [
      'written over',
      `UPDATE body SET content = (SELECT content FROM body WHERE id = (${OTHERS})) WHERE id = (${ITS})`,
      false,
    ],
  ] as const)('a row of a grant that somebody wrote to, %s, approves nothing', async (_what, forgery, isRevoked) => {
    const queue = aQueue()
    await aRule(queue)
    const give = async (over: Over) => {
      const seen = seenOf(queue, await queue.add(aTestRun([['npm', 'test']], over)))
      return (await queue.approvalActs.grant({ ...seen, uses: 5, minutes: 60 }, 'operator')).grant
    }
    const other = await give({ pool: 'other' })
    await queue.approvalActs.revokeGrant({ id: other.id }, 'operator')
    const grant = await give({})
    const again = async (over: Over) => stateOf(queue, await queue.add(aTestRun([['npm', 'test']], over)))
    expect(await again({})).toBe('queued')
    if (isRevoked) await queue.approvalActs.revokeGrant({ id: grant.id }, 'operator')
    await forge(queue, forgery)
    for (const over of [{}, { pool: 'other' }]) expect(await again(over)).toBe('awaiting_approval')
  })
})
