import { createInterface } from 'node:readline/promises'
import { canAsk } from '../ask.ts'
import type { Cli } from '../cli.ts'
import type { Api } from '../reach/api.ts'
import { demoConclusion, demoIntroduction, runDemo } from './run-demo.ts'
import { typed } from '../typed.ts'

const ANSWER_WITHIN_MS = 20_000

/**
 * The demo of a first start: asks where somebody sits, and takes silence for a yes, since it only writes into the data
 * directory. Where nobody sits it runs; --no-demo is there for those who do not want it.
 */
export async function offerDemo(cli: Cli, api: Api, signal: AbortSignal): Promise<void> {
  cli.out.note('', `Nothing has run here yet. ${demoIntroduction(cli.home)}`)
  if (!(await isWanted(cli, signal))) return cli.out.note(`No demo. ${typed('demo')} runs it whenever you like.`)
  const report = await runDemo(cli, api, signal)
  if (report) cli.out.print(...demoConclusion(cli, report))
}

async function isWanted(cli: Cli, signal: AbortSignal): Promise<boolean> {
  if (!canAsk(cli)) return true
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  // While a question is open the terminal sends no signal for Ctrl-C; it is passed on as the wish to stop that it is.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)])
  try {
    const answer = await lines.question(`Run it now? [Y/n] (yes in ${ANSWER_WITHIN_MS / 1000} s) `, { signal: inTime })
    return !/^\s*n/i.test(answer)
  } catch {
    // Nobody answered, or everything is being stopped.
    cli.out.note('')
    return !signal.aborted
  } finally {
    lines.close()
  }
}
