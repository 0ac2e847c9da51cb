import type { Cli } from '../cli.ts'
import { demoConclusion, demoIntroduction, runDemo } from '../demo/run-demo.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { WORK } from '../reach/api.ts'
import { typed } from '../typed.ts'

/** Runs the demo to its end, in the live core or one of our own. */
export async function demo(cli: Cli): Promise<ExitCode> {
  return cli.withCore({ ...WORK, repeat: false }, async ({ api, until }) => {
    cli.out.note(demoIntroduction(cli.home))
    const report = await runDemo(cli, api, until())
    if (!report) throw new CliError('interrupted', 'The demo was interrupted.', `${typed('demo')} runs it again.`)
    cli.out.answer(report, () => demoConclusion(cli, report))
    return report.ok ? EXIT.ok : EXIT.failed
  })
}
