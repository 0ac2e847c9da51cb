import { expect, it } from 'vitest'
import { sandboxPreview } from './may-do.ts'
import { READ_ONLY_POLICY, SANDBOX_PROMISES, type SandboxReport } from './policy.ts'
import { PRESETS } from './presets.ts'

const BUDGETS = { max_wall_time_sec: 60, max_tool_calls: 5, max_output_bytes: 65_536, max_concurrency_slots: 1 }
const whole: SandboxReport = {
  level: 'os-enforced',
  reason: 'All was tried.',
  findings: SANDBOX_PROMISES.map((promise) => ({ promise, kept_by: 'os', detail: '' })),
}
const job = { budgets: BUDGETS, compat: null, workspace: '/home/me/work', toolchains: ['/opt'] } as const

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

it('says why a run would be refused, and how to mend it', () => {
  const weak: SandboxReport = { level: 'os-partial', reason: 'No bubblewrap.', remedy: 'Install it.' }
  const commands = { ...READ_ONLY_POLICY, allow_subprocess: true }
  expect(sandboxPreview({ ...job, policy: commands }, weak)).toMatchObject({
    refusal: 'It needs os-enforced, and this machine reaches os-partial. Install it.',
  })
  expect(
    sandboxPreview({ ...job, policy: commands }, weak).permissions.every(({ kept_by }) => kept_by === 'policy'),
  ).toBe(true)
  expect(sandboxPreview({ ...job, policy: PRESETS.full_ask_me.policy }, whole).refusal).toMatch(/network/)
  expect(sandboxPreview({ ...job, policy: commands, compat: 'dali' }, weak).refusal).toBeNull()
})
