import { fileTasksSchema, type fileAnswersSchema } from '#schemas/protocol'
import type { z } from 'zod'
import { createDiffBudget } from './diff-budget.ts'
import { doFileTask } from './file-task.ts'

/**
 * Runs this process as the short-lived one that does file tasks for a core that forked it: one message with all tasks, an
 * answer to each, and then it waits to be ended, so that its end never overtakes an answer. Returns the exit code.
 */
export async function runFileTasks(): Promise<number> {
  const send = process.send?.bind(process)
  if (send === undefined) {
    process.stderr.write('This is a worker of Interlock; it is started by the core, not by hand.\n')
    return 1
  }
  const { promise, resolve } = Promise.withResolvers<number>()
  process.on('disconnect', () => resolve(0))
  process.once('message', (message) => {
    const { tasks } = fileTasksSchema.parse(message)
    const fit = createDiffBudget(tasks.length)
    for (const [at, task] of tasks.entries()) {
      const answer: z.infer<typeof fileAnswersSchema> = { at, answer: fit(doFileTask(task)) }
      send(answer)
    }
  })
  return promise
}
