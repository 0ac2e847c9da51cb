import { taskTypes } from '#schemas'
import { defineHandler, handlers, runForkedWorker } from '#worker'

/** The worker that ships, but its test job reports as many small steps as its first argument says. */
const flooding = defineHandler(taskTypes.test_runner_task, async (run, { commands }) => {
  const steps = Number(commands[0]?.[0])
  for (let step = 1; step <= steps; step += 1) {
    await run.breathe('flood')
    await run.report({ kind: 'step.done', payload: { step, name: 'flood', items: 1, bytes: 0, duration_ms: 0 } })
  }
  return { result: { commands_run: 0, results: [] }, verdict: 'passed' }
})

process.exit(await runForkedWorker({ handlers: { ...handlers, test_runner_task: flooding } }))
