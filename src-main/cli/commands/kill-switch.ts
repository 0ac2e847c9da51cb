import type { KillSwitch } from '#schemas'
import { formatDuration } from '#schemas/format'
import { killSwitchTexts } from '#schemas/texts'
import { engageByFile } from '#server/client'
import type { Cli } from '../cli.ts'
import { EXIT, exitCodeOf, type ExitCode } from '../exit-codes.ts'
import { CliError, failureOf } from '../failure.ts'
import { counted } from '../output/counted.ts'
import { printableLine } from '../output/printable.ts'
import { READ, WRITE } from '../reach/api.ts'
import { HandedOver } from '../reach/node24.ts'
import { typed } from '../typed.ts'

/** A core that takes longer to confirm is given up on; a hard stop ends its processes well within it. */
const CONFIRM_MS = 6000

export interface KillOptions {
  readonly hard?: boolean
  readonly note?: string
}

/**
 * Engages the kill switch. Where the core does not answer, the file KILL_SWITCH is written instead, which workers and core
 * look at themselves; the command then fails all the same, since nobody confirmed it.
 */
export async function kill(cli: Cli, { hard = false, note }: KillOptions): Promise<ExitCode> {
  try {
    return await cli.withCore({ ...WRITE, withinMs: CONFIRM_MS }, async ({ api }) => {
      const state = await api.killSwitch.engage({ hard, ...(note !== undefined && { note }) })
      cli.out.answer(state, () => engagedLines(state, cli))
      return EXIT.ok
    })
  } catch (error) {
    if (error instanceof HandedOver || exitCodeOf(failureOf(error).code) === EXIT.usage) throw error
    throw byFile(cli.home, hard, error)
  }
}

export interface ReleaseOptions {
  readonly requeue?: boolean
  readonly drop?: boolean
}

/** Releases it; what it ended is queued again or dropped. */
export async function release(cli: Cli, { requeue = false, drop = false }: ReleaseOptions): Promise<ExitCode> {
  if (requeue && drop)
    throw new CliError(
      'usage',
      'Choose one of --requeue and --drop.',
      'Nothing was released. Without either, jobs are requeued.',
    )
  return cli.withCore(READ, async ({ api }) => {
    const { killed } = await api.killSwitch.get()
    const state = await api.killSwitch.release({ choice: drop ? 'drop' : 'requeue' })
    cli.out.answer(state, () => [
      `Kill switch: ${killSwitchTexts[state.mode].word}. ${killSwitchTexts[state.mode].sentence}`,
      ...killed.map(({ job, title }) => `${drop ? 'Dropped' : 'Queued again'}: ${job} ${printableLine(title)}`),
    ])
    return EXIT.ok
  })
}

function engagedLines(state: KillSwitch, cli: Cli): string[] {
  const { word, tone, sentence } = killSwitchTexts[state.mode]
  const ended =
    state.processes_ended === null
      ? []
      : [`Ended ${counted(state.processes_ended, 'process', 'processes')}${inTime(state)}.`]
  const stopping = state.stopping.length === 0 ? [] : [`Told ${counted(state.stopping.length, 'run')} to stop.`]
  return [
    `Kill switch: ${cli.out.tone(tone, word)}. ${sentence}`,
    ...ended,
    ...stopping,
    `Release it with ${typed('release')}.`,
  ]
}

function inTime({ ended_ms: ms }: KillSwitch): string {
  return ms === null ? '' : ` in ${formatDuration(ms)}`
}

function byFile(home: string, hard: boolean, cause: unknown): Error {
  let file
  try {
    file = engageByFile(home, hard)
  } catch {
    // The first failure says more than this one.
    return cause instanceof Error ? cause : new Error(String(cause))
  }
  return new CliError(
    'core_silent',
    `The core did not confirm the kill switch, so the file ${file} was written. Workers and core look at it before each step and claim.`,
    `Check with ${typed('status')}. To be sure, end the process of the core. The release needs the file removed.`,
    { cause },
  )
}
