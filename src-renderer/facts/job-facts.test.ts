import { describe, expect, it } from 'vitest'
import { aJob } from './factory.ts'
import { canCancel, canRequeue, canRetry, reasonOf, stateWord, tightestBudget } from './job-facts.ts'
import { raisedLimit } from './outcome-text.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')

describe('what a row says of a job', () => {
  it('names the budget nearest to its limit', () => {
    const usage = { wall_ms: 3000, tool_calls: 9, output_bytes: 100 }
    expect(tightestBudget(aJob({ usage }))).toMatchObject({ label: 'tools', used: 9, limit: 10 })
    expect(tightestBudget(aJob({ usage: null }))).toBeUndefined()
  })

  it('does not divide by a limit of nothing', () => {
    const budgets = { ...aJob().budgets, max_tool_calls: 0 }
    expect(tightestBudget(aJob({ budgets, usage: { wall_ms: 3000, tool_calls: 0, output_bytes: 0 } }))?.label).toBe(
      'time',
    )
  })

  it('says the state in the words of the moment', () => {
    expect(stateWord(aJob({ state: 'retrying', run_at: '2026-11-20T12:00:39.500Z' }), NOW)).toBe('Retrying in 40 s')
    expect(stateWord(aJob({ state: 'running', cancel_requested: true }), NOW)).toBe('Stopping')
    expect(stateWord(aJob({ waiting_reason: { code: 'no_free_slot', busy: 1, slots: 1 } }), NOW)).toBe('No free slot')
    expect(stateWord(aJob({ state: 'succeeded' }), NOW)).toBeUndefined()
  })

  it('gives the reason: why it waits or how it ended', () => {
    expect(reasonOf(aJob({ waiting_reason: { code: 'kill_switch' } }), NOW)).toContain('kill switch')
    expect(reasonOf(aJob({ outcome: { code: 'x', message: 'Input not found: docs/a.md' } }), NOW)).toBe(
      'Input not found: docs/a.md',
    )
    const outcome = { code: 'max_output_bytes', message: 'max_output_bytes exceeded' }
    expect(reasonOf(aJob({ state: 'failed', outcome }), NOW)).toBe(
      'Output limit reached: the run was stopped at 1 MiB, which is kept.',
    )
    const usage = { wall_ms: 1, tool_calls: 1, output_bytes: 3_040_870 }
    expect(reasonOf(aJob({ state: 'failed', outcome, usage }), NOW)).toBe(
      'Output limit reached: 1 MiB kept; 2.9 MiB came before it stopped.',
    )
    expect(reasonOf(aJob({ state: 'succeeded' }), NOW)).toBe('')
  })

  it('offers twice the limit that was reached, but no more than may be', () => {
    const budgets = { ...aJob().budgets, max_wall_time_sec: 7200, max_tool_calls: 0 }
    expect(raisedLimit('max_output_bytes', budgets)).toBe(2_097_152)
    expect(raisedLimit('max_wall_time_sec', budgets)).toBeUndefined()
    expect(raisedLimit('max_tool_calls', budgets)).toBe(2)
  })

  it('offers what the core allows', () => {
    expect([canCancel('running'), canCancel('held'), canCancel('failed')]).toEqual([true, true, false])
    expect((['failed', 'held', 'queued'] as const).map(canRetry)).toEqual([true, true, false])
    expect((['failed', 'held', 'queued'] as const).map(canRequeue)).toEqual([false, true, false])
  })
})
