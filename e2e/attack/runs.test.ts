import { describe, expect, it } from 'vitest'
import { BUDGETS, COMMANDS, aScript } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, settled } from '../support/wait.ts'

const MIB = 1024 ** 2

describe('a run', () => {
  it('that asks for the network is refused before its first step, and says what to do', async () => {
    const { core } = await testCore()
    const job = await enqueued(core, aScript('touch ran', { policy: { ...COMMANDS, allow_network: true } }))
    const { outcome, state } = await settled(core, job)
    expect({ state, code: outcome?.code }).toEqual({ state: 'failed', code: 'network_needs_approval' })
    expect(outcome?.message).toContain('Take allow_network out of the policy')
    const [run] = core.jobs.get(job).runs
    expect(run?.header?.sandbox_level).toBe('refused')
    expect(run?.usage.tool_calls).toBe(0)
  })

  it.each<[string, string, object]>([
    ['max_processes', 'bomb() { bomb | bomb & }; bomb; sleep 30', { max_processes: 60 }],
    [
      'max_memory_bytes',
      `python3 -c "x = []\nwhile True: x.append(bytearray(b'x') * 1000000)"; exit 1`,
      { max_memory_bytes: 200 * MIB },
    ],
    ['max_disk_bytes', 'head -c 200000000 /dev/zero > /tmp/large; sleep 30', { max_disk_bytes: 50 * MIB }],
    ['max_file_bytes', 'exec head -c 200000000 /dev/zero > large', { max_file_bytes: 50 * MIB }],
    ['max_cpu_sec', 'while :; do :; done', { max_cpu_sec: 1 }],
  ])('that goes over %s ends over its budget, and the slot is free again', async (code, script, limits) => {
    const { core } = await testCore()
    const job = await enqueued(core, {
      ...aScript(script),
      payload: { commands: [['bash', '-c', script]], timeout_sec: 30 },
      budgets: { ...BUDGETS, ...limits },
    })
    expect(await settled(core, job)).toMatchObject({ state: 'failed', outcome: { code } })
    expect(core.jobs.get(job).runs[0]).toMatchObject({ state: 'over_budget' })
    expect(await settled(core, await enqueued(core, aScript('true')))).toMatchObject({ state: 'succeeded' })
  })

  it('tells the console what its worker found, promise by promise', async () => {
    const { core } = await testCore()
    await settled(core, await enqueued(core, aScript('true')))
    const [worker] = core.workers.list()
    expect(worker).toMatchObject({ sandbox_level: 'os-enforced', sandbox_remedy: null })
    expect(worker?.sandbox_findings?.every(({ kept_by }) => kept_by === 'os')).toBe(true)
  })
})
