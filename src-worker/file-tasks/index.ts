import { type fileAnswersSchema, type FileTask, fileTasksSchema } from '#schemas/protocol'
import type { z } from 'zod'
import { createDiffBudget } from './diff-budget.ts'
import { openPort } from '../port.ts'
import { doFileTask } from './file-task.ts'

/**
 * Runs this process as the short-lived one that does file tasks for a core that forked it: one message with all tasks, an
 * answer to each, and then it waits to be ended, so that its end never overtakes an answer. Returns the exit code.
 */
export async function runFileTasks(): Promise<number> {
  const port = await openPort<z.infer<typeof fileAnswersSchema>>()
  if (port === undefined) {
    process.stderr.write('This is a worker of Interlock; it is started by the core, not by hand.\n')
    return 1
  }
  const { promise, resolve } = Promise.withResolvers<number>()
  port.onClose(() => resolve(0))
  port.onMessage((message) => void answer(fileTasksSchema.parse(message).tasks))
  return promise

  async function answer(tasks: readonly FileTask[]): Promise<void> {
    const fit = createDiffBudget(tasks.length)
    for (const [at, task] of tasks.entries()) {
      port?.send({ at, answer: fit(doFileTask(task)) })
      // Each by itself: the core takes a long silence for the end.
      await port?.flushed()
    }
  }
}
