import { describe, expect, it } from 'vitest'
import { fromWorkerSchema } from '#schemas/protocol'
import { createFakeClock, createFakePort } from '../testing/fakes.ts'
import { createRunLink } from './link.ts'
import { createSteps, type Step } from './steps.ts'

function aReporter() {
  const clock = createFakeClock()
  const port = createFakePort()
  const stop = new AbortController()
  const link = createRunLink({ port, run: 'run-1', token: 7 })
  const sizes = () => port.sent.map((message) => (message.kind === 'steps' ? message.steps.length : message.kind))
  return { clock, port, stop, link, sizes, steps: createSteps({ link, clock, signal: stop.signal }) }
}

function aStep(step: number): Step {
  return { kind: 'step.done', payload: { step, name: 'test', items: 0, bytes: 0, duration_ms: 0 } }
}

describe('steps', () => {
  it('leave together, soon after the first', async () => {
    const { clock, port, steps, sizes } = aReporter()
    await steps.report(aStep(1))
    clock.advance(20)
    await steps.report(aStep(2))
    expect(sizes()).toEqual([])
    clock.advance(5)
    expect(sizes()).toEqual([2])
    for (const message of port.sent) expect(fromWorkerSchema.parse(message)).toEqual(message)
  })

  it('leave at once when there are a hundred, and leave no timer behind', async () => {
    const { clock, steps, sizes } = aReporter()
    for (let step = 1; step <= 250; step += 1) await steps.report(aStep(step))
    expect(sizes()).toEqual([100, 100])
    steps.flush()
    expect(sizes()).toEqual([100, 100, 50])
    expect(clock.pendingTimers()).toBe(0)
  })

  it('are committed when the core has said so, not before', async () => {
    const { link, steps } = aReporter()
    let isCommitted = false
    await steps.report(aStep(1))
    const committed = steps.commit().then(() => (isCommitted = true))
    await new Promise(setImmediate)
    expect(isCommitted).toBe(false)
    link.onAck(1)
    await committed
    await expect(steps.commit(), 'nothing new is pending').resolves.toBeUndefined()
  })

  it('make the run wait while thousands are not committed', async () => {
    const { link, steps, sizes } = aReporter()
    let reported = 0
    const all = (async () => {
      for (; reported < 5000; reported += 1) await steps.report(aStep(reported))
    })()
    await new Promise(setImmediate)
    expect(reported).toBeLessThan(2200)
    const before = reported
    link.onAck(1)
    await new Promise(setImmediate)
    expect(reported).toBeGreaterThan(before)
    const acknowledge = setInterval(() => link.onAck(sizes().length), 1)
    await all
    clearInterval(acknowledge)
    expect(sizes()).toHaveLength(50)
  })

  it('do not keep a stopped run waiting', async () => {
    const { stop, steps } = aReporter()
    await steps.report(aStep(1))
    const committed = steps.commit()
    stop.abort(new Error('stopped'))
    await expect(committed).rejects.toThrow('stopped')
  })
})
