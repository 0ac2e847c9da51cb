import { taskTypes } from '#schemas'
import { defineHandler, handlers, type RunContext, runForkedWorker } from '../index.ts'

/** What handlers can do wrong, by the first word of a test run's first command. */
const deeds: Record<string, (run: RunContext) => Promise<void>> = {
  /** Nothing at all. */
  idle: async () => {},
  /** Never gives the main thread back. */
  spin: async () => {
    for (;;);
  },
  /** Gives it back, late. */
  block: async () => {
    const until = performance.now() + 1500
    while (performance.now() < until);
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
  /** Small steps until it is told to stop. */
  walk: async (run) => {
    for (;;) await run.breathe('here')
  },
  forbidden: (run) =>
    run.tools.call({ tool: 'web.fetch', timeoutMs: null, args: {}, where: 'here' }, () =>
      Promise.reject(new Error('This must not be reached.')),
    ),
}

const misbehave = defineHandler(taskTypes.test_runner_task, async (run, { commands }) => {
  await deeds[commands[0]?.[0] ?? '']?.(run)
  return { result: { commands_run: 0, results: [] }, verdict: 'passed' }
})

process.exit(await runForkedWorker({ handlers: { ...handlers, test_runner_task: misbehave } }))
