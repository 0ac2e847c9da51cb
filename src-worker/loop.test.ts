import { limitTexts } from '#schemas/texts'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { processStartTime } from '#confine'
import { PROTOCOL_VERSION } from '#schemas/protocol'
import { EXIT } from './loop.ts'
import {
  COMMANDS,
  type HarnessOptions,
  readyWorker,
  startWorker,
  type WorkerHarness,
} from './testing/worker-harness.ts'

const MISBEHAVING = { entry: './misbehaving-worker.ts' }
const workers: WorkerHarness[] = []

async function aWorker(options?: HarnessOptions): Promise<WorkerHarness> {
  const worker = await readyWorker(options)
  workers.push(worker)
  return worker
}

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()))
})

function does(...deed: string[]) {
  return { type: 'test_runner_task', payload: { commands: [deed], timeout_sec: 5 } }
}

describe('greeting', () => {
  it('says what it is, what it offers and what the system enforces', async () => {
    const worker = await aWorker({ env: { INTERLOCK_WORKER_OFFERS: ' llm:vllm, Not A Cap ,repo_tools' } })
    const ready = await worker.until(({ kind }) => kind === 'ready')
    expect(ready).toMatchObject({
      protocol: PROTOCOL_VERSION,
      pid: worker.child.pid,
      node: process.version,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      offers: ['llm:vllm', 'repo_tools'],
      sandbox: { level: 'os-enforced', reason: expect.stringContaining('promises were tried and hold') },
    })
    expect(worker.stderr()).toContain('Not A Cap')
  })

  it('refuses a core of another protocol in words', async () => {
    const worker = await startWorker()
    workers.push(worker)
    worker.hello(99)
    expect(await worker.exited).toEqual([EXIT.mismatch, null])
    expect(worker.stderr()).toContain(`This worker speaks protocol ${PROTOCOL_VERSION}, the core speaks 99`)
    expect(worker.received).toEqual([])
  })

  it('refuses a run before it is ready', async () => {
    const worker = await startWorker(MISBEHAVING)
    workers.push(worker)
    const { finish } = await worker.run(does('idle'))
    expect(finish).toMatchObject({ state: 'failed', outcome: { code: 'worker_not_ready' }, transient: true })
  })
})

describe('assignments', () => {
  it('are done one after the other, each marked and numbered as its own', async () => {
    const worker = await aWorker(MISBEHAVING)
    for (const run of ['run-a', 'run-b']) {
      const { assignment, finish } = await worker.run({ ...does('idle'), run })
      expect(finish).toMatchObject({ state: 'succeeded', outcome: null, verdict: 'passed' })
      const messages = worker.received.filter((message) => 'run' in message && message.run === run)
      expect(messages.map(({ kind }) => kind)).toEqual(['header', 'finish'])
      for (const [at, message] of messages.entries())
        expect(message).toMatchObject({ token: assignment.token, seq: at + 1 })
    }
    expect(worker.misfits).toEqual([])
  })

  it('are refused while another is under way', async () => {
    const worker = await aWorker(MISBEHAVING)
    const first = worker.begin(does('walk'))
    const { finish } = await worker.run(does('idle'))
    expect(finish).toMatchObject({ state: 'failed', outcome: { code: 'worker_busy' }, transient: true })
    worker.send({ kind: 'stop', run: first.run, reason: 'cancel' })
    expect(await worker.finishOf(first.run)).toMatchObject({ state: 'cancelled' })
  })

  it('that no longer fit their schema end with the field named, and the worker goes on', async () => {
    const worker = await aWorker()
    const { finish } = await worker.run({ type: 'test_runner_task', payload: { commands: [[]], timeout_sec: 0 } })
    expect(finish).toMatchObject({ state: 'failed', outcome: { code: 'invalid_assignment' }, transient: false })
    expect(finish.outcome?.message).toContain('commands[0] must have at least 1 item')
    expect(finish.outcome?.message).toContain('timeout_sec must be at least 1')

    const hostile = worker.assignmentOf(does('true'))
    worker.send({ kind: 'assign', assignment: { ...hostile, job: { ...hostile.job, id: '../../evil' } } })
    const refused = await worker.finishOf(hostile.run)
    expect(refused).toMatchObject({ state: 'failed', outcome: { code: 'invalid_assignment' } })
    expect(refused.outcome?.message).toContain('assignment.job.id must be 1 to 64 of A-Z a-z 0-9 _ -')

    expect((await worker.run(does('true'))).finish).toMatchObject({ state: 'succeeded' })
  })

  it('of a type it does not know are refused by name', async () => {
    const worker = await aWorker()
    const { finish } = await worker.run({ type: 'format_disk_task', payload: {} })
    expect(finish).toMatchObject({ state: 'failed', outcome: { code: 'unsupported_job_type' } })
    expect(finish.outcome?.message).toContain('format_disk_task')
  })

  it('are not disturbed by messages that fit nothing', async () => {
    const worker = await aWorker()
    for (const junk of [{}, { kind: 'nonsense' }, { kind: 'assign' }, { kind: 'ack', run: 'run-9', seq: 1 }])
      worker.send(junk)
    expect((await worker.run(does('true'))).finish).toMatchObject({ state: 'succeeded' })
    expect(worker.stderr()).toContain('does not fit the protocol')
  })
})

describe('handlers that misbehave', () => {
  it('with a bug fail the run and say what it was', async () => {
    const worker = await aWorker(MISBEHAVING)
    const { finish } = await worker.run(does('throw'))
    expect(finish).toMatchObject({ state: 'failed', outcome: { code: 'internal_error' }, transient: false })
    expect(finish.outcome?.message).toContain('TypeError: This handler has a bug.')
  })

  it('cannot call a tool that the policy does not name', async () => {
    const worker = await aWorker(MISBEHAVING)
    const { assignment, finish } = await worker.run(does('forbidden'))
    expect(finish).toMatchObject({ state: 'failed', outcome: { code: 'disallowed_tool_call' } })
    expect(worker.stepsOf(assignment.run)).toEqual([])
    const allowed = await worker.run({ ...does('forbidden'), policy: { ...COMMANDS, allowed_tools: ['web.fetch'] } })
    expect(allowed.finish.outcome?.message).toContain('This must not be reached.')
    expect(worker.stepsOf(allowed.assignment.run)).toMatchObject([
      { kind: 'tool.called', payload: { tool: 'web.fetch' } },
      { kind: 'tool.returned', payload: { error: 'internal_error' } },
    ])
  })

  it('and do not stop when told to are left, with the worker', async () => {
    const worker = await aWorker(MISBEHAVING)
    const { run } = worker.begin(does('deaf'))
    await worker.until(({ kind }) => kind === 'header')
    worker.send({ kind: 'stop', run, reason: 'cancel' })
    expect(await worker.finishOf(run)).toMatchObject({ state: 'cancelled' })
    expect(await worker.exited).toEqual([EXIT.broken, null])
    expect(worker.stderr()).toContain('did not stop')
  })

  it('and keep the main thread busy are over their wall time when they come back', async () => {
    const worker = await aWorker(MISBEHAVING)
    const { finish } = await worker.run({ ...does('block', '1500'), budgets: { max_wall_time_sec: 1 } })
    expect(finish).toMatchObject({ state: 'timed_out', outcome: { message: limitTexts.max_wall_time_sec } })
  })
})

describe('leaving', () => {
  it('happens at once on bye when there is nothing to do', async () => {
    const worker = await aWorker()
    worker.send({ kind: 'bye' })
    expect(await worker.exited).toEqual([EXIT.done, null])
  })

  it.each([
    ['bye', (worker: WorkerHarness) => worker.send({ kind: 'bye' })],
    ['SIGTERM', (worker: WorkerHarness) => void worker.child.kill('SIGTERM')],
  ])('on %s ends the run first', async (_how, leave) => {
    const worker = await aWorker()
    const { run } = worker.begin({
      type: 'test_runner_task',
      payload: { commands: [['sleep', '60']], timeout_sec: 60 },
    })
    await worker.until(({ kind }) => kind === 'spawned')
    leave(worker)
    expect(await worker.finishOf(run)).toMatchObject({ state: 'killed', outcome: { code: 'shutdown' } })
    expect(await worker.exited).toEqual([EXIT.done, null])
  })

  it('is not what Ctrl-C in the terminal means', async () => {
    const worker = await aWorker()
    worker.child.kill('SIGINT')
    await sleep(200)
    expect((await worker.run(does('true'))).finish).toMatchObject({ state: 'succeeded' })
  })

  it('follows the core when its line is cut, with all that was started', async () => {
    const worker = await aWorker()
    const marker = join(worker.folder, 'alive')
    worker.begin({
      type: 'test_runner_task',
      payload: {
        commands: [['sh', '-c', `trap '' TERM; while :; do date > ${marker}; sleep 0.1; done`]],
        timeout_sec: 60,
      },
    })
    const spawned = await worker.until(({ kind }) => kind === 'spawned')
    worker.child.disconnect()
    expect(await worker.exited).toEqual([EXIT.orphaned, null])
    if (spawned.kind !== 'spawned') throw new Error('unreachable')
    await expect.poll(() => processStartTime(spawned.pid)).toBeUndefined()
  })
})

describe('heartbeats', () => {
  it('tell how long the main thread has been busy, and end the worker when nobody reads them', async () => {
    const worker = await aWorker(MISBEHAVING)
    await expect.poll(() => worker.beats.length, { timeout: 5000 }).toBeGreaterThan(1)
    for (const { main_age_ms } of worker.beats) expect(main_age_ms).toBeLessThan(1500)

    worker.begin(does('spin'))
    await expect.poll(() => worker.beats.at(-1)?.main_age_ms ?? 0, { timeout: 10_000 }).toBeGreaterThan(1500)
    worker.child.stdio[3]?.destroy()
    expect(await worker.exited).toEqual([null, 'SIGKILL'])
  })
})

describe('the header', () => {
  it('says what DALI said, with our sandbox beside it', async () => {
    const worker = await aWorker({
      entry: './misbehaving-worker.ts',
      env: {
        OPENCLAW_LOCAL_EXEC_API_BASE: 'http://user:secret@127.0.0.1:8001/v1',
        OPENCLAW_LOCAL_EXEC_MODEL_STUB: '0',
        OPENCLAW_LOCAL_EXEC_MODEL: 'coder',
      },
    })
    const { run } = (await worker.run(does('idle'))).assignment
    const header = await worker.until((message) => message.kind === 'header' && message.run === run)
    expect(header).toMatchObject({
      header: {
        worker_id: 'wrk-1',
        repo_root_resolved: worker.folder,
        validator_mode: 'zod',
        model_mode: 'live',
        api_base: 'http://127.0.0.1:8001/v1',
        model_name: 'coder',
        tool_policy_hash: '1386501432790695',
        sandbox_level: 'os-enforced',
      },
    })
  })

  it('comes also from a run whose workspace is gone', async () => {
    const worker = await aWorker(MISBEHAVING)
    const { assignment, finish } = await worker.run({ ...does('idle'), workspace: join(worker.folder, 'gone') })
    expect(finish).toMatchObject({ state: 'failed', outcome: { code: 'workspace_gone' }, transient: false })
    expect(worker.received.some((message) => message.kind === 'header' && message.run === assignment.run)).toBe(true)
  })
})

it('has the kill switch looked at by the worker itself, before a step', async () => {
  const worker = await aWorker(MISBEHAVING)
  const { run } = worker.begin(does('walk'))
  await worker.until(({ kind }) => kind === 'header')
  writeFileSync(worker.killSwitchFile, '')
  expect(await worker.finishOf(run)).toMatchObject({
    state: 'killed',
    outcome: { code: 'kill_switch', message: 'kill_switch:here' },
  })
})
