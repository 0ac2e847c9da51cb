import { describe, expect, it } from 'vitest'
import { policySchema, READ_ONLY_POLICY } from './policy.ts'
import { differencesFrom, isLevelEnough, minimumOf, PRESET_NAMES, PRESETS } from './presets.ts'

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

  it('is met by the same level and by stronger ones', () => {
    expect(isLevelEnough('os-enforced', 'os-partial')).toBe(true)
    expect(isLevelEnough('os-partial', 'os-partial')).toBe(true)
    expect(isLevelEnough('policy-only', 'os-partial')).toBe(false)
    expect(isLevelEnough('refused', 'policy-only')).toBe(false)
  })
})
