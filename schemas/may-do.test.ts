import { expect, it } from 'vitest'
import { sandboxPreview } from './may-do.ts'
import { READ_ONLY_POLICY, SANDBOX_PROMISES, type SandboxPromise, type SandboxReport } from './policy.ts'
import { PRESETS } from './presets.ts'

const BUDGETS = { max_wall_time_sec: 60, max_tool_calls: 5, max_output_bytes: 65_536, max_concurrency_slots: 1 }
const whole: SandboxReport = {
  level: 'os-enforced',
  reason: 'All was tried.',
  findings: SANDBOX_PROMISES.map((promise) => ({ promise, kept_by: 'os', detail: '' })),
}
const job = {
  budgets: BUDGETS,
  compat: null,
  workspace: '/home/me/work',
  toolchains: ['/opt'],
  floor: null,
} as const

it('says what commands could see, change, reach and use up, and who sees to it', () => {
  expect(sandboxPreview({ ...job, policy: PRESETS.run_tests.policy }, whole)).toEqual({
    minimum: 'os-enforced',
    refusal: null,
    permissions: [
      { axis: 'read', sentence: 'Read /home/me/work, the programs of the system, /opt.', kept_by: 'os' },
      {
        axis: 'write',
        sentence: 'Write /home/me/work (.git excepted), a home and temporary folders of its own.',
        kept_by: 'os',
      },
      { axis: 'network', sentence: 'Reach no network.', kept_by: 'os' },
      { axis: 'sockets', sentence: 'Make no Unix sockets.', kept_by: 'os' },
      { axis: 'processes', sentence: 'Have 1,024 processes, which all end with the command.', kept_by: 'os' },
      {
        axis: 'resources',
        sentence: expect.stringMatching(/^Use .* of memory, write .* to disk, .* to one file\.$/) as unknown,
        kept_by: 'os',
      },
    ],
  })
})

it('says of a job in DALI’s form that it runs without the network its policy names', () => {
  const policy = { ...READ_ONLY_POLICY, allow_subprocess: true, allow_network: true }
  const { permissions, refusal } = sandboxPreview({ ...job, policy, compat: 'dali' }, whole)
  expect(refusal).toBeNull()
  expect(permissions.find(({ axis }) => axis === 'network')).toMatchObject({
    sentence: expect.stringMatching(/^Reach no network, though its policy names it/) as unknown,
    kept_by: 'os',
  })
})

it('says why a run would be refused, and how to mend it', () => {
  const weak: SandboxReport = { level: 'os-partial', reason: 'No bubblewrap.', remedy: 'Install it.' }
  const commands = { ...READ_ONLY_POLICY, allow_subprocess: true }
  expect(sandboxPreview({ ...job, policy: commands }, weak)).toMatchObject({
    refusal: {
      code: 'sandbox_below_minimum',
      message: 'This job needs the sandbox level os-enforced, and this machine reaches os-partial: No bubblewrap.',
      remedy: 'Install it.',
    },
  })
  expect(
    sandboxPreview({ ...job, policy: commands }, weak).permissions.every(({ kept_by }) => kept_by === 'policy'),
  ).toBe(true)
  const { refusal, permissions } = sandboxPreview({ ...job, policy: PRESETS.full_ask_me.policy }, whole)
  expect(refusal).toBeNull()
  // Nobody keeps it from what is approved, and the machine's own sockets stay out of reach.
  expect(permissions).toContainEqual({
    axis: 'network',
    sentence: 'Reach all of the network, services of this machine included, once you have approved exactly this job.',
    kept_by: 'policy',
  })
  expect(permissions).toContainEqual({ axis: 'sockets', sentence: 'Make no Unix sockets.', kept_by: 'os' })
  expect(sandboxPreview({ ...job, policy: commands, compat: 'dali' }, weak).refusal).toBeNull()
})

it('says who sees to it only once a worker has looked', () => {
  const { permissions, refusal } = sandboxPreview({ ...job, policy: PRESETS.build.policy }, null)
  expect(refusal).toBeNull()
  expect(permissions.map(({ kept_by }) => kept_by)).toEqual(permissions.map(() => null))
})

it('runs on less where the operator lowered the floor of the workspace, and never asks for more because of it', () => {
  const weak: SandboxReport = { level: 'os-partial', reason: 'No bubblewrap.' }
  const lowered = { ...job, floor: 'os-partial', policy: PRESETS.run_tests.policy } as const
  expect(sandboxPreview(lowered, weak)).toMatchObject({ minimum: 'os-partial', refusal: null })
  expect(sandboxPreview({ ...lowered, policy: READ_ONLY_POLICY }, weak).minimum).toBe('policy-only')
})

it.each<[SandboxPromise, 'processes' | 'resources']>([
  ['processes_end', 'processes'],
  ['process_count', 'processes'],
  ['memory', 'resources'],
  ['file_size', 'resources'],
])('counts a line as kept by the system only with all it says: without %s no %s', (broken, axis) => {
  const findings = SANDBOX_PROMISES.map((promise) => {
    const kept_by = promise === broken ? ('policy' as const) : ('os' as const)
    return { promise, kept_by, detail: '' }
  })
  const kept = (of: SandboxReport) =>
    sandboxPreview({ ...job, policy: PRESETS.run_tests.policy }, of).permissions.find((each) => each.axis === axis)
      ?.kept_by
  expect([kept(whole), kept({ ...whole, findings })]).toEqual(['os', 'policy'])
})

it('says of a job without commands what Interlock itself does for it', () => {
  expect(sandboxPreview({ ...job, policy: READ_ONLY_POLICY }, whole).permissions).toEqual([
    { axis: 'read', sentence: 'Read /home/me/work.', kept_by: 'policy' },
    { axis: 'write', sentence: 'Write no file of the workspace.', kept_by: 'policy' },
    { axis: 'processes', sentence: 'Start no command of its own.', kept_by: 'policy' },
  ])
})
