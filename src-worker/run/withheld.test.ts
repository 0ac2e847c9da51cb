import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { FromWorker, ToWorker } from '#schemas/protocol'
import { readyWorker, type WorkerHarness } from '../testing/worker-harness.ts'

type Withheld = Extract<ToWorker, { kind: 'withheld' }>['steps'][number]

const workers: WorkerHarness[] = []
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()))
})

/** A worker whose core withholds steps that `touch` a file of this name. */
async function aWorker(answers: Readonly<Record<string, Omit<Withheld, 'step'>>>): Promise<WorkerHarness> {
  const worker = await readyWorker({ acknowledge: false })
  workers.push(worker)
  worker.child.on('message', (sent: FromWorker[]) => {
    for (const message of sent) {
      if (!('seq' in message)) continue
      const { run, seq } = message
      const steps = message.kind === 'steps' ? message.steps.flatMap((step) => withheld(step, answers)) : []
      worker.send(steps.length === 0 ? { kind: 'ack', run, seq } : { kind: 'withheld', run, seq, steps })
    }
  })
  return worker
}

function withheld(
  { kind, payload, body }: Extract<FromWorker, { kind: 'steps' }>['steps'][number],
  answers: Readonly<Record<string, Omit<Withheld, 'step'>>>,
): Withheld[] {
  const argv: unknown = Reflect.get(Object(body), 'argv')
  const answer = kind === 'tool.called' && Array.isArray(argv) ? answers[String(argv[1])] : undefined
  return answer === undefined ? [] : [{ ...answer, step: Number(payload['step']) }]
}

function touching(...names: string[]) {
  return { type: 'test_runner_task', payload: { commands: names.map((name) => ['touch', name]), timeout_sec: 60 } }
}

const ASK = { why: 'ask', note: null } as const

describe('a step that the core withholds', () => {
  it('does not begin; the run is suspended with where the next one goes on', async () => {
    const worker = await aWorker({ two: ASK })
    const { assignment, finish } = await worker.run(touching('one', 'two', 'three'))
    expect(finish).toMatchObject({
      state: 'suspended',
      outcome: { code: 'approval_pending' },
      transient: false,
      artifacts: [],
      suspension: { step: 2, continuation: { results: [{ argv: ['touch', 'one'], returncode: 0 }, null, null] } },
    })
    expect(['one', 'two', 'three'].map((name) => existsSync(join(worker.folder, name)))).toEqual([true, false, false])
    // What was not begun has not returned.
    expect(worker.stepsOf(assignment.run).map(({ kind }) => kind)).toEqual([
      'tool.called',
      'tool.returned',
      'tool.called',
    ])

    const next = { ...worker.assignmentOf(touching('one', 'three')), continuation: finish.suspension?.continuation }
    worker.send({ kind: 'assign', assignment: next })
    expect(await worker.finishOf(next.run)).toMatchObject({ state: 'failed', outcome: { code: 'invalid_assignment' } })
  })

  it('is passed over where an earlier run had done it', async () => {
    const worker = await aWorker({})
    const done = { argv: ['touch', 'one'], returncode: 7, timed_out: false, duration_ms: 1, stdout: '', stderr: '' }
    const sizes = { stdout_bytes: 0, stderr_bytes: 0, stdout_truncated: false, stderr_truncated: false }
    const continuation = { results: [{ ...done, ...sizes }, null] }
    const assignment = { ...worker.assignmentOf(touching('one', 'two')), continuation }
    worker.send({ kind: 'assign', assignment })
    expect(await worker.finishOf(assignment.run)).toMatchObject({
      state: 'succeeded',
      verdict: 'failed',
      result: { results: [{ returncode: 7 }, { returncode: 0 }] },
    })
    expect(existsSync(join(worker.folder, 'one'))).toBe(false)
  })

  it('is left out where the operator decided against it, and the result says so', async () => {
    const worker = await aWorker({ one: { why: 'rejected', note: 'No.' }, two: { why: 'answered', note: 'Later.' } })
    const { finish } = await worker.run(touching('one', 'two', 'three'))
    expect(finish).toMatchObject({
      state: 'succeeded',
      verdict: 'failed',
      result: {
        results: [
          { returncode: null, error: { code: 'approval_rejected', message: 'This step was rejected: No.' } },
          { error: { code: 'approval_answered', message: 'This step was not approved but answered: Later.' } },
          { returncode: 0 },
        ],
      },
    })
    expect(['one', 'two', 'three'].map((name) => existsSync(join(worker.folder, name)))).toEqual([false, false, true])
  })

  it('suspends commands that run at once when those under way have ended', async () => {
    const worker = await aWorker({ two: ASK })
    const job = touching('one', 'two', 'three')
    const { finish } = await worker.run({
      ...job,
      payload: { ...job.payload, parallel: true },
      budgets: { max_concurrency_slots: 3 },
    })
    expect(finish).toMatchObject({
      state: 'suspended',
      suspension: { continuation: { results: [{ returncode: 0 }, null, { returncode: 0 }] } },
    })
  })
})
