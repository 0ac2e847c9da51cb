import { describe, expect, it } from 'vitest'
import { SANDBOX_PROMISES, sandboxReportSchema } from '#schemas'
import { sandboxRemedies } from '#schemas/texts'
import { confinedReport, looseReport, remedyFor } from './sandbox-report.ts'

const support = { kind: 'bwrap', reason: 'It was tried.', sandbox: { dropsRoot: false } } as const
const findings = (broken: readonly string[]) =>
  SANDBOX_PROMISES.map((name) => ({ name, holds: !broken.includes(name), detail: broken.includes(name) ? 'seen' : '' }))

describe('the level', () => {
  it.each<[string, readonly string[], string]>([
    ['os-enforced', [], 'all 17 promises'],
    ['os-partial', ['network', 'memory'], 'network (seen), memory (seen)'],
    ['policy-only', SANDBOX_PROMISES, 'read_files (seen)'],
  ])('is %s', (level, broken, reason) => {
    const report = confinedReport(support, findings(broken))
    expect(sandboxReportSchema.parse(report)).toEqual(report)
    expect(report).toMatchObject({ level, reason: expect.stringContaining(reason) as unknown })
    expect(report.findings?.filter(({ kept_by }) => kept_by === 'policy').map(({ promise }) => promise)).toEqual(broken)
  })

  it.each<['pidns' | 'subreaper' | 'pdeathsig' | 'plain', string]>([
    ['pidns', 'os-partial'],
    ['subreaper', 'os-partial'],
    ['pdeathsig', 'policy-only'],
    ['plain', 'policy-only'],
  ])('without a sandbox, with %s, is %s, and every axis is listed', (kind, level) => {
    const report = looseReport({ kind, reason: '/usr/bin/bwrap is missing or can be changed by others.' })
    expect(sandboxReportSchema.parse(report)).toEqual(report)
    expect(report.level).toBe(level)
    expect(report.findings).toHaveLength(SANDBOX_PROMISES.length)
    expect(report.findings?.find(({ promise }) => promise === 'network')?.kept_by).toBe('policy')
  })
})

it.each<['seatbelt' | 'job-object', string]>([
  ['seatbelt', 'under a profile of Seatbelt'],
  ['job-object', 'in a Job Object'],
])('with %s the level is os-partial at most, whatever was seen', (kind, where) => {
  for (const broken of [[], ['network', 'namespaces']]) {
    const report = confinedReport({ kind, reason: 'It was tried.' }, findings(broken))
    expect(sandboxReportSchema.parse(report)).toEqual(report)
    expect(report).toMatchObject({
      level: 'os-partial',
      reason: expect.stringContaining(where) as unknown,
      remedy: sandboxRemedies.system,
    })
  }
  expect(confinedReport({ kind, reason: '' }, findings(SANDBOX_PROMISES)).level).toBe('policy-only')
  const [file] = confinedReport({ kind, reason: '' }, findings([])).findings ?? []
  expect(file).toMatchObject({ kept_by: 'os', detail: 'This system was tried with what of that it has.' })
})

describe('the remedy', () => {
  const linux = { platform: 'linux', appArmorRestricts: false } as const
  it.each<[string, string, string]>([
    ['a missing program', '/usr/bin/bwrap is missing or can be changed by others.', sandboxRemedies.packages],
    ['AppArmor', 'bwrap: setting up uid map: Permission denied', sandboxRemedies.app_armor],
    [
      'AppArmor and the network',
      'bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted',
      sandboxRemedies.app_armor,
    ],
    ['a container', 'bwrap: Creating new namespace failed: Operation not permitted', sandboxRemedies.container],
    [
      'a limit of the system',
      'bwrap: Creating new namespace failed: No space left on device',
      sandboxRemedies.namespaces_used_up,
    ],
    [
      'root on an odd file system',
      'The workspace could not be prepared: mount_setattr: Invalid argument',
      sandboxRemedies.mapped_mounts,
    ],
  ])('for %s', (_, complaint, remedy) => {
    expect(remedyFor(complaint, linux)).toBe(remedy)
  })

  it('names AppArmor where the system says that it restricts, and Linux elsewhere', () => {
    expect(remedyFor('bwrap: Operation not permitted', { ...linux, appArmorRestricts: true })).toBe(
      sandboxRemedies.app_armor,
    )
    expect(remedyFor('', { platform: 'darwin', appArmorRestricts: false })).toBe(sandboxRemedies.system)
  })
})
