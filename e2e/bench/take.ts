import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome, Task } from './measure.ts'
import type { Figures } from './measures/index.ts'
import type { Step } from './plan.ts'

const entry = join(import.meta.dirname, 'measure.ts')

/** Takes one measurement in a fresh process and a fresh folder. @throws Error with what went wrong there */
export async function take({ as, measure, input }: Step, folder: string, env: NodeJS.ProcessEnv): Promise<Figures> {
  const own = mkdtempSync(join(folder, 'measure-'))
  try {
    const outcome = await answerOf({ measure, input: { ...input, folder: own } }, env)
    if ('problem' in outcome) throw new Error(`${measure}: ${outcome.problem}`)
    return Object.fromEntries(Object.entries(outcome.figures).map(([name, value]) => [`${as}.${name}`, value]))
  } finally {
    rmSync(own, { recursive: true, force: true, maxRetries: 3 })
  }
}

function answerOf(task: Task, env: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = fork(entry, { env: { ...process.env, ...env } })
    let outcome: Outcome | undefined
    child.once('message', (message) => (outcome = message as Outcome))
    child.once('exit', (code, signal) =>
      resolve(outcome ?? { problem: `the process ended with ${signal ?? `code ${code}`}` }),
    )
    child.send(task)
  })
}
