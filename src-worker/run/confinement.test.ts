import { describe, expect, it } from 'vitest'
import { jobObjectCalls, seatbeltConfiguration } from '#confine'
import { PRESET_NAMES, PRESETS, READ_ONLY_POLICY, type SandboxReport } from '#schemas'
import { confinementOf, refusalOf } from './confinement.ts'

const BUDGETS = { max_wall_time_sec: 60, max_tool_calls: 5, max_output_bytes: 65_536, max_concurrency_slots: 1 }
const COMMANDS = { ...READ_ONLY_POLICY, allow_subprocess: true }
const report = (level: SandboxReport['level']): SandboxReport => ({
  level,
  reason: 'For this test.',
  remedy: 'Install it.',
})

describe.each(PRESET_NAMES)('the preset %s', (name) => {
  const { policy, budgets } = PRESETS[name]
  const confinement = confinementOf(
    { policy, budgets: { ...BUDGETS, ...budgets }, compat: null },
    '/data/spool/run-1/home',
    ['/opt'],
  )

  it('becomes a confinement', () => {
    expect(confinement).toMatchSnapshot()
  })

  it('becomes a configuration for macOS', () => {
    const place = {
      workspace: '/Users/me/work',
      userHome: '/Users/me',
      dataDirectory: '/data',
      scratch: '/data/spool/run-1',
    }
    expect(seatbeltConfiguration(confinement, place)).toMatchSnapshot()
  })

  it('becomes calls for Windows', () => {
    expect(jobObjectCalls(confinement)).toMatchSnapshot()
  })
})

describe('a run is refused', () => {
  it.each<[string, Parameters<typeof refusalOf>[0], SandboxReport['level'], string | undefined]>([
    [
      'with commands below the whole sandbox',
      { policy: COMMANDS, budgets: BUDGETS, compat: null },
      'os-partial',
      'sandbox_below_minimum',
    ],
    ['never with the whole sandbox', { policy: COMMANDS, budgets: BUDGETS, compat: null }, 'os-enforced', undefined],
    [
      'not where the job asks for less',
      { policy: { ...COMMANDS, min_sandbox: 'os-partial' }, budgets: BUDGETS, compat: null },
      'os-partial',
      undefined,
    ],
    ['not without commands', { policy: READ_ONLY_POLICY, budgets: BUDGETS, compat: null }, 'policy-only', undefined],
    [
      'with the network, which nobody approved',
      { policy: { ...COMMANDS, allow_network: true }, budgets: BUDGETS, compat: null },
      'os-enforced',
      'network_needs_approval',
    ],
    [
      'not in DALI form, which cannot say',
      { policy: { ...COMMANDS, allow_network: true }, budgets: BUDGETS, compat: 'dali' },
      'policy-only',
      undefined,
    ],
  ])('%s', (_, job, level, code) => {
    expect(refusalOf(job, report(level))?.code).toBe(code)
  })

  it('in a sentence that says how to mend it', () => {
    const refusal = refusalOf({ policy: COMMANDS, budgets: BUDGETS, compat: null }, report('policy-only'))
    expect(refusal?.message).toBe(
      'This job needs the sandbox level os-enforced, and this machine reaches policy-only: For this test. Install it.',
    )
  })
})
