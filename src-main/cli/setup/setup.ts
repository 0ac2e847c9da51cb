import { createInterface } from 'node:readline/promises'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { printableLine } from '../output/printable.ts'
import { table } from '../output/table.ts'
import { WRITE } from '../reach/api.ts'
import { install, serviceAnswer } from '../service/service.ts'
import { typed } from '../typed.ts'
import {
  aliasStep,
  type Ask,
  endpointStep,
  serviceStep,
  type SetupChoices,
  type SetupStep,
  workspaceStep,
} from './steps.ts'

const SIGNS = { done: 'done', already: 'is there', skipped: 'left out', failed: 'failed' } as const
const TONES = { done: 'good', already: 'good', skipped: 'neutral', failed: 'bad' } as const

/** Goes through what a new installation needs; asks at a terminal for what was not said, and does nothing twice. */
export async function setup(cli: Cli, choices: SetupChoices): Promise<ExitCode> {
  const { ask, close } = questions(cli)
  try {
    const first = await cli.withCore({ ...WRITE, withinMs: Infinity, repeat: false }, async ({ api }) => [
      await workspaceStep(api, choices, ask),
      await endpointStep(api, choices, ask),
      await aliasStep(api, choices),
    ])
    // Last, and without a core of ours that would keep the one of the service out.
    const service = await serviceStep(
      choices,
      {
        now: () => serviceAnswer(cli.home),
        install: async () => {
          await install({ ...cli, out: silent(cli) }, {})
          return serviceAnswer(cli.home)
        },
      },
      ask,
    )
    return say(cli, [...first, service])
  } finally {
    close()
  }
}

function say(cli: Cli, steps: readonly SetupStep[]): ExitCode {
  const failed = steps.some(({ state }) => state === 'failed')
  cli.out.answer({ ok: !failed, steps }, () => [
    ...table(
      steps.map(({ step, state, text }) => [step, cli.out.tone(TONES[state], SIGNS[state]), printableLine(text)]),
    ),
    `${typed('start')} opens the console, ${typed('health')} says what is wrong.`,
  ])
  return failed ? EXIT.failed : EXIT.ok
}

/** What a step that is a command of its own has to say stands in the answer of this one. */
function silent({ out }: Cli): Cli['out'] {
  return { ...out, answer: () => undefined }
}

/** Questions of a person at a terminal; elsewhere nobody is asked. */
function questions(cli: Cli): { ask: Ask; close: () => void } {
  if (cli.out.json || !process.stdin.isTTY) return { ask: () => Promise.resolve(undefined), close: () => undefined }
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  return { ask: (question) => lines.question(question), close: () => lines.close() }
}
