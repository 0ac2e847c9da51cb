import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { openBrowser } from '../open-browser.ts'
import { FAIL } from '../reach/api.ts'
import { processGone } from '../reach/process-gone.ts'
import { typed } from '../typed.ts'

/** A fresh sign-in address of the console of the running core, opened in the browser. */
export async function open(cli: Cli, options: { readonly browser: boolean }): Promise<ExitCode> {
  return cli.withCore(FAIL, async ({ api }) => {
    const { url } = await api.system.signInUrl()
    if (url === null)
      throw new CliError(
        // Not `no_core`, which says that the core has left and is worth looking for again.
        'no_console',
        'The core that runs here serves no console.',
        `It belongs to a command such as ${typed('worker')}. Stop that and run ${typed('start')}.`,
      )
    const opened = options.browser && openBrowser(url)
    cli.out.answer({ url, opened }, () => [url, 'Signs in one browser, within two minutes.'])
    return EXIT.ok
  })
}

/** Stops the running core. Where none runs there is nothing to do, and that is no failure. */
export async function stop(cli: Cli): Promise<ExitCode> {
  const place = await cli.find(FAIL).catch((error: unknown) => {
    if (error instanceof CliError && error.code === 'no_core') return undefined
    throw error
  })
  if (!place) {
    cli.out.answer({ stopped: false, pid: null }, () => ['Interlock is not running.'])
    return EXIT.ok
  }
  return place.withCore(async ({ api }) => {
    const { pid } = await api.system.stop()
    await processGone(pid)
    cli.out.answer({ stopped: true, pid }, () => [`Stopped process ${pid}. Running work was ended and queued again.`])
    return EXIT.ok
  })
}
