import { fileTasksSchema, type fileAnswersSchema } from '#schemas/protocol'
import type { z } from 'zod'
import { doFileTask } from './file-task.ts'

/**
 * Runs this process as the short-lived one that does file tasks for a core that forked it: one message with all tasks, an
 * answer to each, the end. Returns the exit code.
 */
export async function runFileTasks(): Promise<number> {
  const send = process.send?.bind(process)
  if (send === undefined) {
    process.stderr.write('This is a worker of Interlock; it is started by the core, not by hand.\n')
    return 1
  }
  const { promise, resolve } = Promise.withResolvers<number>()
  process.on('disconnect', () => resolve(1))
  process.once('message', (message) => {
    const { tasks } = fileTasksSchema.parse(message)
    let open = tasks.length
    for (const [at, task] of tasks.entries()) {
      const answer: z.infer<typeof fileAnswersSchema> = { at, answer: doFileTask(task) }
      send(answer, undefined, undefined, () => {
        open -= 1
        if (open === 0) resolve(0)
      })
    }
  })
  return promise
}
