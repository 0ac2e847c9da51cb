import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { statusPage } from '../pages/status.ts'
import { READ } from '../reach/api.ts'

/** How it is. Kept light: a prompt or a panel may ask every few seconds. */
export async function status(cli: Cli): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api, live }) => {
    const found = await api.system.status()
    cli.out.answer({ ...found, live }, () => statusPage(found, live, cli.out))
    return EXIT.ok
  })
}
