import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { NO_USAGE } from '#schemas'
import { createClock, createIds } from '#schemas/format'
import { type Finish, MAX_CONTINUATION_UNITS } from '#schemas/protocol'
import { createBodies, openStore, prepareHome } from '#core/record'
import type { WithheldStep } from '#core/work'
import { toRunEnd } from './finish-report.ts'

const BUDGETS = { max_wall_time_sec: 60, max_tool_calls: 5, max_output_bytes: 4096, max_concurrency_slots: 1 }
const TERMS = {
  reasons: [{ by: 'job' as const, why: null }],
  priority: 0,
  timeoutMs: 1000,
  onTimeout: 'reject' as const,
}

const SUSPENDED: Finish = {
  state: 'suspended',
  outcome: { code: 'approval_pending', message: 'It waits.' },
  transient: false,
  result: null,
  verdict: null,
  usage: NO_USAGE,
  artifacts: [],
  suspension: { step: 3, continuation: { at: 1 } },
}

function aReport(withheld: ReadonlyMap<number, WithheldStep>, finish: Finish) {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-report-'))
  const home = prepareHome(join(folder, 'home'))
  const store = openStore(home.database, createClock())
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  const context = { run: 'run-1', token: 1, worker: 'wrk-1', type: 'test_runner_task', scratch: folder, output: null }
  return toRunEnd(createBodies(store, home, createIds()), { ...context, budgets: BUDGETS, withheld }, finish)
}

it('takes a run for suspended only for a step that it asked about and was not given', async () => {
  const step = { step: 3, tool: 'subprocess.run_argv', args: { argv: ['true'] } }
  const asked = new Map([[3, { ...step, answer: { answer: 'ask', terms: TERMS } as const }]])
  expect(await aReport(asked, SUSPENDED)).toMatchObject({
    state: 'suspended',
    suspension: { kind: 'step', tool: step.tool, args: step.args, continuation: { at: 1 } },
  })
  const refused = new Map([[3, { ...step, answer: { answer: 'refused', as: 'rejected', note: null } as const }]])
  const { suspension: _none, ...without } = SUSPENDED
  for (const [withheld, finish] of [
    [new Map<number, WithheldStep>(), SUSPENDED],
    [refused, SUSPENDED],
    [asked, { ...SUSPENDED, suspension: { step: 4, continuation: null } }],
    [asked, without],
    [asked, { ...SUSPENDED, suspension: { step: 3, continuation: 'x'.repeat(MAX_CONTINUATION_UNITS) } }],
  ] as const)
    expect(await aReport(withheld, finish)).toMatchObject({ state: 'failed', code: 'invalid_report' })
})
