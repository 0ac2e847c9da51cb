import { taskTypes } from '#schemas'
import { defineHandler, handlers, type RunContext, runForkedWorker } from '../index.ts'

/** What handlers can do wrong, by the first word of a test run's first command; the second is its argument. */
const deeds: Record<string, (run: RunContext, argument: string) => Promise<void>> = {
  /** Nothing at all. */
  idle: async () => {},
  /** Never gives the main thread back. */
  spin: async () => {
    holdThread(Infinity)
  },
  /** Gives it back after so many milliseconds. */
  block: async (_run, ms) => {
    holdThread(Number(ms))
  },
  /** Waits for what never comes, whoever tells it to stop. */
  deaf: () => new Promise(() => {}),
  throw: () => Promise.reject(new TypeError('This handler has a bug.')),
  /** Reports without end. */
  report: async (run) => {
    for (let step = 1; ; step += 1) {
      await run.breathe('here')
      await run.report({ kind: 'step.done', payload: { step, name: 'flood', items: 1, bytes: 0, duration_ms: 0 } })
    }
  },
  /** Writes so many bytes of output, past every budget. */
  shout: async (run, bytes) => {
    const line = `${'x'.repeat(1023)}\n`
    for (let written = 0; written < Number(bytes); written += line.length) {
      await run.breathe('here')
      await run.log.write('stdout', line)
    }
  },
  /** Small steps until it is told to stop. */
  walk: async (run) => {
    for (;;) await run.breathe('here')
  },
  /** Speaks for a run that is not its own. */
  lie: async (_run, other) => {
    const finish = { state: 'succeeded', outcome: null, transient: false, result: null, verdict: null, artifacts: [] }
    const usage = { wall_ms: 0, tool_calls: 0, output_bytes: 0 }
    process.send?.({ kind: 'finish', run: other, token: 1, seq: 1, finish: { ...finish, usage } })
  },
  /** Says what is in no protocol. */
  babble: async () => {
    process.send?.({ kind: 'nonsense' })
  },
  forbidden: (run) =>
    run.tools.call({ tool: 'web.fetch', timeoutMs: null, args: {}, where: 'here' }, () =>
      Promise.reject(new Error('This must not be reached.')),
    ),
}

/** Lets nothing else have the main thread, and takes no processor time for it, which other tests want. */
function holdThread(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

const misbehave = defineHandler(taskTypes.test_runner_task, async (run, { commands }) => {
  const [deed = '', argument = ''] = commands[0] ?? []
  await deeds[deed]?.(run, argument)
  return { result: { commands_run: 0, results: [] }, verdict: 'passed' }
})

process.exit(await runForkedWorker({ handlers: { ...handlers, test_runner_task: misbehave } }))
