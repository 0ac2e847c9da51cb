import { describe, expect, it, onTestFinished } from 'vitest'
import { BUDGETS, COMMANDS, aScript } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, settled } from '../support/wait.ts'

const MIB = 1024 ** 2

describe('a run', () => {
  it('that asks for the network waits for the operator, who is told that it does', async () => {
    const { core } = await testCore()
    const job = await enqueued(core, aScript('true', { policy: { ...COMMANDS, allow_network: true } }))
    expect(core.jobs.get(job)).toMatchObject({
      job: { state: 'awaiting_approval', waiting_reason: { code: 'awaits_approval' } },
      runs: [],
    })
    expect(core.approvals.list({ filter: { job }, limit: 1 }).items).toMatchObject([
      { state: 'pending', network: true, reasons: [{ by: 'network' }] },
    ])
  })

  it('that names hosts is refused where that is switched off, and reaches nothing else where it is on', async () => {
    const named = aScript('env | grep -c 127.0.0.1:3128; curl -s -m 3 https://other.example.com; true', {
      policy: { ...COMMANDS, network_hosts: ['api.example.com'] },
    })
    const { core } = await testCore()
    expect(await settled(core, await enqueued(core, named))).toMatchObject({ outcome: { code: 'named_hosts_off' } })
    process.env['INTERLOCK_NAMED_HOSTS'] = '1'
    onTestFinished(() => void delete process.env['INTERLOCK_NAMED_HOSTS'])
    const { core: open } = await testCore()
    const job = await enqueued(open, named)
    expect(await settled(open, job)).toMatchObject({ state: 'succeeded' })
    const { frames } = await open.runs.output({ id: open.jobs.get(job).runs[0]?.id ?? '', from: 0, limit: 10_000 })
    const said = frames.map(({ text }) => text).join('')
    expect(said).toContain('6\n')
    expect(said).toContain('Refused: a connection to other.example.com:443')
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
