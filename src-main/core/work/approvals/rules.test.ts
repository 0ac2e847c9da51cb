import { describe, expect, it } from 'vitest'
import { approvalRuleSpecSchema } from '#schemas'
import { aQueue } from '../test-bed.ts'
import { aRule, aTestRun, codeOf, stateOf } from './asking-bed.ts'

describe('rules', () => {
  it.each([
    [{ workspaces: ['other'] }, false],
    [{ workspaces: ['demo'] }, true],
    [{ types: ['repo_index_task'] }, false],
    [{ actors: ['agent:*'] }, false],
    [{ actors: ['te*'] }, true],
    [{ tools: ['subprocess.run_argv'] }, true],
    [{ tools: ['git.ls_files'] }, false],
    [{ network: true }, false],
    [{ above: { max_wall_time_sec: 59 } }, true],
    [{ above: { max_wall_time_sec: 60 } }, false],
    [{ dispatch: ['schedule'] }, false],
    [{ argv: { kind: 'prefix', words: ['git', 'push'] } }, true],
    [{ argv: { kind: 'prefix', words: ['git', 'pull'] } }, false],
    [{ argv: { kind: 'glob', glob: 'git push * main' } }, true],
    [{ argv: { kind: 'glob', glob: 'push' } }, false],
    [{ argv: { kind: 'regex', regex: '(?i)\\bPUSH\\b' } }, true],
  ] as const)('ask by %j: %s', async (match, asks) => {
    const queue = aQueue()
    await aRule(queue, approvalRuleSpecSchema.parse({ name: 'By this', match }))
    const job = await queue.add(aTestRun([['true'], ['git', 'push', 'origin', 'main']]))
    expect(stateOf(queue, job)).toBe(asks ? 'awaiting_approval' : 'queued')
  })

  it('refuse a pattern that is none or could hold the process, and look through a huge command in no time', async () => {
    const queue = aQueue()
    const regex = (pattern: string) => aRule(queue, { match: { argv: { kind: 'regex', regex: pattern } } })
    expect(await codeOf(regex('(?=a)'))).toBe('pattern_unreadable')
    expect(await codeOf(regex('((a{1,30}){1,30}){1,30}'))).toBe('pattern_unreadable')
    await regex('(a*)*(a|aa)+$')
    const commands = Array.from({ length: 32 }, () => ['echo', ...Array.from({ length: 60 }, () => 'a'.repeat(256))])
    const began = performance.now()
    const job = await queue.add(aTestRun(commands))
    // What is too much to look through is asked about.
    expect(stateOf(queue, job)).toBe('awaiting_approval')
    expect(performance.now() - began).toBeLessThan(1000)
  })

  it('are changed by who saw them as they are, and can be switched off and removed', async () => {
    const queue = aQueue()
    const rule = await aRule(queue)
    const spec = { ...rule.spec, enabled: false }
    await queue.approvals.rules.set({ id: rule.id, revision: 1, spec }, 'operator')
    expect(await codeOf(queue.approvals.rules.set({ id: rule.id, revision: 1, spec }, 'operator'))).toBe(
      'approval_rule_changed',
    )
    expect(stateOf(queue, await queue.add())).toBe('queued')
    await queue.approvals.rules.remove({ id: rule.id, revision: 2 }, 'operator')
    expect(queue.approvals.rules.list()).toEqual([])
  })

  it('can be tried on the last jobs before they are in force', async () => {
    const queue = aQueue()
    const job = await queue.add(aTestRun([['rm', '-rf', 'build']]))
    await queue.add()
    const spec = approvalRuleSpecSchema.parse({ name: 'rm', match: { argv: { kind: 'prefix', words: ['rm'] } } })
    expect(queue.approvalActs.tryRule({ spec })).toMatchObject({ jobs: [{ id: job }], looked_at: 2 })
  })
})
