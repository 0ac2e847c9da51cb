import { describe, expect, it } from 'vitest'
import { policySchema, READ_ONLY_POLICY } from './policy.ts'
import { parseJob } from './parse-job.ts'
import { PRESET_NAMES } from './plain.ts'
import { differencesFrom, isLevelEnough, minimumOf, minimumUnder, PRESETS, writesWorkspace } from './presets.ts'

describe('presets', () => {
  it.each(PRESET_NAMES)('%s is a policy, and differs from itself in nothing', (name) => {
    expect(policySchema.parse(PRESETS[name].policy)).toEqual(PRESETS[name].policy)
    expect(differencesFrom(name, PRESETS[name].policy)).toEqual([])
  })

  it('ask for the whole sandbox wherever a command is started', () => {
    for (const name of PRESET_NAMES) {
      const { policy } = PRESETS[name]
      expect(policy.min_sandbox).toBe(policy.allow_subprocess ? 'os-enforced' : 'policy-only')
    }
  })

  it('tell what a job may do beyond them, with fields left out taken as what they mean', () => {
    const policy = {
      ...READ_ONLY_POLICY,
      allow_subprocess: true,
      min_sandbox: 'policy-only',
      unix_sockets: true,
    } as const
    expect(differencesFrom('run_tests', policy)).toEqual([
      { field: 'min_sandbox', preset: 'os-enforced', job: 'policy-only', wider: true },
      { field: 'unix_sockets', preset: false, job: true, wider: true },
    ])
    expect(differencesFrom('full_ask_me', PRESETS.build.policy)).toEqual([
      { field: 'allow_network', preset: true, job: false, wider: false },
    ])
  })
})

describe('a job that names a preset', () => {
  const job = {
    type: 'test_runner_task',
    payload: { commands: [['true']], timeout_sec: 30 },
    budgets: { max_wall_time_sec: 60, max_tool_calls: 5, max_output_bytes: 65_536, max_concurrency_slots: 1 },
  }

  it('has its policy and its budgets of commands, under what it says itself', () => {
    const parsed = parseJob({ ...job, preset: 'build', policy: { write_git: false } })
    expect(parsed).toMatchObject({ preset: 'build', policy: { ...PRESETS.build.policy, write_git: false } })
    expect(parsed.budgets).toEqual({ ...PRESETS.build.budgets, ...job.budgets })
    expect(parseJob({ ...job, ...parsed })).toEqual(parsed)
  })

  it('is refused in words where the preset or its policy is none', () => {
    for (const wrong of [
      { preset: 'everything' },
      { preset: 'build', policy: 'all' },
      { preset: 'build', policy: { x: 1 } },
    ])
      expect(() => parseJob({ ...job, ...wrong })).toThrow(
        /preset must be one of|policy must be|policy.x is not a known/,
      )
  })
})

it('says whether commands may write in the workspace', () => {
  const commands = { ...READ_ONLY_POLICY, allow_subprocess: true }
  expect(writesWorkspace(commands)).toBe(true)
  expect(writesWorkspace({ ...commands, write_workspace: false })).toBe(false)
  expect(writesWorkspace({ ...READ_ONLY_POLICY, write_workspace: true })).toBe(false)
})

describe('the minimum', () => {
  const commands = { ...READ_ONLY_POLICY, allow_subprocess: true }

  it('is the whole sandbox for commands, and nothing without', () => {
    expect(minimumOf(commands, null)).toBe('os-enforced')
    expect(minimumOf(READ_ONLY_POLICY, null)).toBe('policy-only')
    expect(minimumOf({ ...commands, min_sandbox: 'os-partial' }, null)).toBe('os-partial')
  })

  it('is nothing for DALI’s jobs, which cannot name one', () => {
    expect(minimumOf(commands, 'dali')).toBe('policy-only')
  })

  it('is lowered by the floor of a workspace, and never raised', () => {
    expect(minimumUnder('os-partial', 'os-enforced')).toBe('os-partial')
    expect(minimumUnder('os-partial', 'policy-only')).toBe('policy-only')
    expect(minimumUnder(null, 'os-enforced')).toBe('os-enforced')
  })

  it('is met by the same level and by stronger ones', () => {
    expect(isLevelEnough('os-enforced', 'os-partial')).toBe(true)
    expect(isLevelEnough('os-partial', 'os-partial')).toBe(true)
    expect(isLevelEnough('policy-only', 'os-partial')).toBe(false)
    expect(isLevelEnough('refused', 'policy-only')).toBe(false)
  })
})
