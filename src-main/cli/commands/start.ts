import type { Daemon } from '#daemon'
import { connectToCore, hasConsole, openWhenFree } from '#server/client'
import type { Cli } from '../cli.ts'
import { offerDemo } from '../demo/offer-demo.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError, failureLines, failureOf } from '../failure.ts'
import { installationRoot, installedVersion } from '../installation.ts'
import { openBrowser } from '../open-browser.ts'
import { counted } from '../output/counted.ts'
import { printableLine } from '../output/printable.ts'
import { fields } from '../output/table.ts'
import type { Api } from '../reach/api.ts'
import { refuseInApplication } from '../reach/application.ts'
import { canOpenCore, handOver } from '../reach/node24.ts'
import { typed } from '../typed.ts'

export interface StartOptions {
  readonly open?: boolean
  readonly port?: number
  readonly slots?: number
  readonly demo: boolean
}

/** Runs the core with its console in this terminal until it is told to stop; where one runs already, says where it is. */
export async function start(cli: Cli, options: StartOptions): Promise<ExitCode> {
  const live = await connectToCore(cli.home)
  if (live && (await hasConsole(live))) return sayWhereItIs(cli, live, options)
  refuseInApplication('start a core in a terminal')
  if (!canOpenCore()) await handOver(process.env['INTERLOCK_NODE24'])
  if (live) cli.out.note('A command works on this data directory; waiting for it to end.')
  const { startDaemon } = await import('#daemon')
  const { home } = cli
  const { port, slots } = options
  const daemonOptions = { home, root: installationRoot(), version: installedVersion(), port, slots }
  const opened = await openWhenFree(home, () => startDaemon(daemonOptions), hasConsole).catch((error: unknown) => {
    throw portTaken(error, port) ?? error
  })
  return 'own' in opened ? run(cli, opened.own, options) : sayWhereItIs(cli, opened.live, options)
}

async function run(cli: Cli, daemon: Daemon, options: StartOptions): Promise<ExitCode> {
  const { runUntilStopped } = await import('#daemon')
  const stopped = new AbortController()
  const untilStopped = runUntilStopped(daemon).finally(() => stopped.abort())
  const sayStopping = () => cli.out.note('Stopping. Running work is ended and queued again. Once more ends at once.')
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, sayStopping)

  const url = daemon.signInUrl()
  const { core, slots, first_start: first } = daemon.core.status()
  cli.out.answer({ status: 'started', url, pid: process.pid }, () => [
    `Interlock ${core.version}, daemon shell: it runs in this terminal, without a window of its own.`,
    ...fields([
      ['Data directory', printableLine(core.home)],
      ['Workers', slots === 0 ? 'none: jobs wait' : counted(slots, 'job at a time', 'jobs at a time')],
      ['Console', url],
    ]),
    `The address signs one browser in, within two minutes; ${typed('open')} gives a fresh one. Ctrl-C stops everything.`,
  ])
  if (options.open === true && !openBrowser(url)) cli.out.note('No browser to open here: use the address.')
  await Promise.all([untilStopped, first && options.demo ? demoUntil(cli, stopped.signal) : undefined])
  return (await untilStopped) === 0 ? EXIT.ok : EXIT.failed
}

/** The demo is an extra: whatever becomes of it, the daemon goes on. */
async function demoUntil(cli: Cli, stopped: AbortSignal): Promise<void> {
  try {
    const api = await connectToCore(cli.home)
    if (api) await offerDemo(cli, api, stopped)
  } catch (error) {
    if (!stopped.aborted) cli.out.note('The demo did not run to its end.', ...failureLines(failureOf(error)))
  }
}

async function sayWhereItIs(cli: Cli, api: Api, options: StartOptions): Promise<ExitCode> {
  const [{ core }, { url }] = await Promise.all([api.system.status(), api.system.signInUrl()])
  cli.out.answer({ status: 'already_running', url, pid: core.pid }, () => [
    `Interlock ${core.version} already runs here as ${core.shell}, process ${core.pid}.`,
    ...fields([['Console', url ?? 'none any more']]),
    `The address signs one browser in, within two minutes. ${typed('stop')} stops it.`,
  ])
  if (options.open === true && url !== null) openBrowser(url)
  return EXIT.ok
}

/** The server says this in plain words, as it knows nothing of command lines. */
function portTaken(error: unknown, port: number | undefined): CliError | undefined {
  if (port === undefined || !(error instanceof Error) || !error.message.startsWith(`Port ${port} is taken`))
    return undefined
  return new CliError(
    'usage',
    `Port ${port} is taken by another program.`,
    'Choose another one with --port, or leave it out.',
  )
}
