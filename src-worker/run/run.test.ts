import { limitTexts } from '#schemas/texts'
import { existsSync, readFileSync, rmSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { INITIAL_CREDIT_BYTES } from '#schemas/protocol'
import { type HarnessOptions, readyWorker, type WorkerHarness } from '../testing/worker-harness.ts'

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

function commands(...list: string[][]) {
  return { type: 'test_runner_task', payload: { commands: list, timeout_sec: 60 } }
}

/** Says so in a file every 50 ms for as long as it lives, whatever signal it is sent. */
function undying(marker: string): string[] {
  return ['sh', '-c', `trap '' TERM HUP INT; (while :; do date +%s%N > ${marker}; sleep 0.05; done) & wait`]
}

async function expectStill(marker: string): Promise<void> {
  const before = readFileSync(marker, 'utf8')
  await sleep(200)
  expect(readFileSync(marker, 'utf8')).toBe(before)
}

async function settledCpu(pid: number): Promise<number> {
  const ticks = () => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return Number(fields[11]) + Number(fields[12])
  }
  const before = ticks()
  await sleep(2000)
  return ticks() - before
}

function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

describe('wall time', () => {
  it('ends the run and all its processes while a command is under way', async () => {
    const worker = await aWorker()
    const marker = join(worker.folder, 'alive')
    const { assignment, finish } = await worker.run({
      ...commands(['echo', 'before'], undying(marker)),
      budgets: { max_wall_time_sec: 1 },
    })
    expect(finish).toMatchObject({
      state: 'timed_out',
      outcome: { code: 'max_wall_time_sec', message: limitTexts.max_wall_time_sec },
      verdict: 'partial',
      result: { commands_run: 2, results: [{ returncode: 0 }, { returncode: null }] },
      usage: { tool_calls: 2 },
    })
    expect(finish.usage.wall_ms).toBeGreaterThanOrEqual(1000)
    expect(worker.stepsOf(assignment.run).map(({ kind }) => kind)).toEqual([
      'tool.called',
      'tool.returned',
      'tool.called',
      'tool.returned',
    ])
    await expectStill(marker)
  })
})

describe('tool calls', () => {
  it('beyond the budget are refused before they are made', async () => {
    const worker = await aWorker()
    const { assignment, finish } = await worker.run({
      ...commands(['true'], ['true'], ['true']),
      budgets: { max_tool_calls: 2 },
    })
    expect(finish).toMatchObject({
      state: 'over_budget',
      outcome: { code: 'max_tool_calls', message: limitTexts.max_tool_calls },
      verdict: 'partial',
      result: { commands_run: 2 },
      usage: { tool_calls: 2 },
    })
    expect(worker.stepsOf(assignment.run).filter(({ kind }) => kind === 'tool.called')).toHaveLength(2)
  })
})

describe('output', () => {
  it('beyond the budget ends the command that writes it, and the first of it is kept', async () => {
    const worker = await aWorker()
    const { assignment, finish } = await worker.run({ ...commands(['yes']), budgets: { max_output_bytes: 5000 } })
    expect(finish).toMatchObject({
      state: 'over_budget',
      outcome: { code: 'max_output_bytes', message: limitTexts.max_output_bytes },
      verdict: 'partial',
    })
    expect(worker.outputOf(assignment.run, 'stdout')).toBe('y\n'.repeat(2500))
    expect(worker.stepsOf(assignment.run).at(-1)).toMatchObject({
      kind: 'tool.returned',
      payload: { error: 'max_output_bytes', stdout_truncated: true },
    })
  })

  it('is counted over all streams and commands of a run', async () => {
    const worker = await aWorker()
    const say = (size: number, to: string) => ['sh', '-c', `head -c ${size} /dev/zero | tr '\\0' x >&${to}`]
    const { finish } = await worker.run({
      ...commands(say(600, '1'), say(300, '2'), say(200, '1')),
      budgets: { max_output_bytes: 1024 },
    })
    expect(finish).toMatchObject({
      state: 'over_budget',
      result: {
        results: [{ stdout_bytes: 600 }, { stderr_bytes: 300 }, { stdout_bytes: 200, stdout_truncated: true }],
      },
    })
  })

  it('stops being read when the core gives no credit, and goes on when it does', async () => {
    const worker = await aWorker({ credit: false })
    const { run } = worker.begin({ ...commands(['yes']), budgets: { max_output_bytes: 50_000_000 } })
    const sent = () => Buffer.byteLength(worker.outputOf(run, 'stdout', 'note'))
    await expect.poll(sent, { timeout: 10_000 }).toBeGreaterThan(INITIAL_CREDIT_BYTES - 300_000)
    await sleep(500)
    const before = sent()
    expect(before).toBeLessThanOrEqual(INITIAL_CREDIT_BYTES)
    await sleep(500)
    expect(sent()).toBe(before)

    worker.send({ kind: 'credit', run, bytes: 2_000_000 })
    await expect.poll(sent, { timeout: 10_000 }).toBeGreaterThan(before + 1_500_000)
    worker.send({ kind: 'stop', run, reason: 'cancel' })
    expect(await worker.finishOf(run)).toMatchObject({ state: 'cancelled' })
  })

  it('of a gigabyte does not grow the worker', async () => {
    const worker = await aWorker()
    const pid = worker.child.pid ?? 0
    const flood = commands(['sh', '-c', 'head -c 1000000000 /dev/zero | tr "\\0" x'])
    await worker.run(commands(['true']))
    const before = residentMiB(pid)
    let peak = 0
    const watch = setInterval(() => (peak = Math.max(peak, residentMiB(pid))), 20)
    const { finish } = await worker.run({ ...flood, compat: 'dali', budgets: { max_output_bytes: 1_000_000 } }, 60_000)
    clearInterval(watch)
    expect(finish).toMatchObject({
      state: 'succeeded',
      result: { results: [{ stdout_bytes: 1_000_000_000, stdout_truncated: true }] },
    })
    expect(peak - before).toBeLessThan(120)
  }, 90_000)
})

describe('evidence', () => {
  it('of a call is committed before the command starts', async () => {
    const worker = await aWorker({ acknowledge: false })
    const marker = join(worker.folder, 'started')
    const { run } = worker.begin(commands(['touch', marker]))
    const called = await worker.until(({ kind }) => kind === 'steps')
    await sleep(500)
    expect(existsSync(marker)).toBe(false)
    expect(worker.received.some(({ kind }) => kind === 'spawned')).toBe(false)
    if (!('seq' in called)) throw new Error('unreachable')
    worker.send({ kind: 'ack', run, seq: called.seq })
    expect(await worker.finishOf(run)).toMatchObject({ state: 'succeeded' })
    expect(existsSync(marker)).toBe(true)
  })

  it('of a call that was stopped before it started says so', async () => {
    const worker = await aWorker({ acknowledge: false })
    const { run } = worker.begin(commands(['touch', 'started']))
    await worker.until(({ kind }) => kind === 'steps')
    worker.send({ kind: 'stop', run, reason: 'cancel' })
    expect(await worker.finishOf(run)).toMatchObject({ state: 'cancelled' })
    expect(worker.stepsOf(run).map(({ kind, payload }) => [kind, payload['error']])).toEqual([
      ['tool.called', undefined],
      ['tool.returned', 'not_started'],
    ])
  })

  it('waits for the core instead of piling up', async () => {
    const worker = await aWorker({ ...MISBEHAVING, acknowledge: false })
    const { run } = worker.begin(commands(['report']))
    const steps = () => worker.stepsOf(run).length
    await expect.poll(steps).toBeGreaterThan(1900)
    await sleep(300)
    expect(steps()).toBeLessThan(2300)
    worker.send({ kind: 'stop', run, reason: 'cancel' })
    await worker.finishOf(run)
  })

  it('names every process with its start time, and every message has its number', async () => {
    const worker = await aWorker()
    const { assignment } = await worker.run(commands(['true'], ['echo', 'hi']))
    const messages = worker.received.filter((message) => 'seq' in message && message.run === assignment.run)
    expect(messages.map((message) => ('seq' in message ? message.seq : 0))).toEqual(messages.map((_, at) => at + 1))
    const spawned = messages.filter(({ kind }) => kind === 'spawned')
    expect(spawned).toMatchObject([
      { step: 1, pid: expect.any(Number), start_time: expect.stringMatching(/./) },
      { step: 2 },
    ])
    expect(worker.misfits).toEqual([])
  })
})

describe('stopping', () => {
  it('by cancel lets the command tidy up, then ends it', async () => {
    const worker = await aWorker()
    const tidied = join(worker.folder, 'tidied')
    const { run } = worker.begin(
      commands(['sh', '-c', `trap 'touch ${tidied}; exit 0' TERM; echo up; while :; do sleep 0.05; done`]),
    )
    await worker.until(
      (message) => message.kind === 'output' && message.frames.some(({ text }) => text.includes('up\n')),
    )
    worker.send({ kind: 'stop', run, reason: 'cancel' })
    const finish = await worker.finishOf(run)
    expect(finish).toMatchObject({ state: 'cancelled', outcome: { code: 'cancelled' }, verdict: null, artifacts: [] })
    expect(existsSync(tidied)).toBe(true)
  })

  it('by cancel ends also what does not listen', async () => {
    const worker = await aWorker()
    const marker = join(worker.folder, 'alive')
    const { run } = worker.begin(commands(undying(marker)))
    await expect.poll(() => existsSync(marker)).toBe(true)
    worker.send({ kind: 'stop', run, reason: 'cancel' })
    expect(await worker.finishOf(run, 3000)).toMatchObject({ state: 'cancelled' })
    await expectStill(marker)
  })

  it('by the kill switch lets the command end and begins no other', async () => {
    const worker = await aWorker()
    const done = join(worker.folder, 'done')
    const { run } = worker.begin(
      commands(['sh', '-c', `sleep 0.7; touch ${done}`], ['touch', join(worker.folder, 'second')]),
    )
    await worker.until(({ kind }) => kind === 'spawned')
    worker.send({ kind: 'stop', run, reason: 'kill_switch' })
    expect(await worker.finishOf(run)).toMatchObject({
      state: 'killed',
      outcome: { code: 'kill_switch', message: 'kill_switch:test_runner_before_tool_call' },
      usage: { tool_calls: 1 },
    })
    expect(existsSync(done)).toBe(true)
    expect(existsSync(join(worker.folder, 'second'))).toBe(false)
  })

  it('by the kill switch comes too late after the last step', async () => {
    const worker = await aWorker()
    const { run } = worker.begin(commands(['sleep', '0.3']))
    await worker.until(({ kind }) => kind === 'spawned')
    writeFileSync(worker.killSwitchFile, '')
    expect(await worker.finishOf(run)).toMatchObject({ state: 'succeeded' })
  })

  it('finds the workspace gone', async () => {
    const worker = await aWorker()
    const workspace = join(worker.folder, 'workspace')
    mkdirSync(workspace)
    const { run } = worker.begin({ ...commands(['sleep', '0.3'], ['true']), workspace })
    await worker.until(({ kind }) => kind === 'spawned')
    rmSync(workspace, { recursive: true })
    expect(await worker.finishOf(run)).toMatchObject({
      state: 'failed',
      outcome: { code: 'workspace_gone', message: expect.stringContaining('The folder of the workspace demo') },
      transient: false,
      usage: { tool_calls: 1 },
    })
  })
})

describe('usage', () => {
  it('is told while a run goes on and never when there is none', async () => {
    const worker = await aWorker()
    const { assignment } = await worker.run(commands(['sleep', '1.2']))
    const told = worker.received.filter(({ kind }) => kind === 'usage')
    expect(told.length).toBeGreaterThanOrEqual(2)
    expect(told[0]).toMatchObject({ run: assignment.run, usage: { tool_calls: 1, output_bytes: 0 } })
    await sleep(1200)
    expect(worker.received.filter(({ kind }) => kind === 'usage')).toHaveLength(told.length)
  })

  it('of the processor is next to nothing when there is nothing to do', async () => {
    const worker = await aWorker()
    await sleep(500)
    expect(await settledCpu(worker.child.pid ?? 0), 'hundredths of a second in two seconds').toBeLessThanOrEqual(2)
  })
})
