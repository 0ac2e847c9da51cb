import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { connectToCore, openWhenFree } from '#server/client'
import type { Place } from '../cli.ts'
import { CliError, failureOf } from '../failure.ts'
import type { Interrupts } from '../interrupts.ts'
import type { Api, ReachedCore, WhereNone } from './api.ts'
import { refuseInApplication } from './application.ts'
import { canOpenCore, handOver } from './node24.ts'
import { typed } from '../typed.ts'

type Work<T> = (core: ReachedCore) => Promise<T>

/**
 * Finds the live core of a data directory, or makes ready to open one for the length of the command.
 * @throws CliError no_core, no_data, node_too_old, in_application; HandedOver where the command went on elsewhere
 */
export async function findCore(home: string, whereNone: WhereNone, interrupts: Interrupts): Promise<Place> {
  const api = await connectToCore(home)
  if (!api) await requireOpenable(home, whereNone)
  return {
    live: api !== undefined,
    withCore: (work) =>
      api ? withLive(home, api, whereNone, interrupts, work) : withOwn(home, whereNone, interrupts, work),
  }
}

/** Says what is missing where no core can be opened; the command itself moves to a Node that can. */
async function requireOpenable(home: string, whereNone: WhereNone): Promise<void> {
  if (whereNone.kind === 'fail') throw noCore(home)
  if (!whereNone.create && !existsSync(join(home, 'interlock.db')))
    throw new CliError(
      'no_data',
      `No Interlock is running on ${home}, and there is no data in it yet.`,
      `Start one with ${typed('start')}, or name another data directory with --home.`,
    )
  if (whereNone.slots > 0) refuseInApplication('start a worker')
  if (!canOpenCore()) await handOver(process.env['INTERLOCK_NODE24'])
}

async function withLive<T>(
  home: string,
  api: Api,
  whereNone: WhereNone,
  interrupts: Interrupts,
  work: Work<T>,
): Promise<T> {
  let repeats = whereNone.repeat
  try {
    repeats &&= await mayBeReplaced(api, whereNone)
    return await inTime(work({ api, live: true, until: interrupts.signal }), home, whereNone.withinMs)
  } catch (error) {
    if (!repeats || !hasLeft(error)) throw error
    const next = await findCore(home, whereNone, interrupts)
    return next.withCore(work)
  }
}

/**
 * A core that a command holds goes with that command, and whoever waited for it opens one. One that was stopped by the
 * operator stays stopped: a command that waits for work does not start any in its place.
 */
async function mayBeReplaced(api: Api, whereNone: WhereNone): Promise<boolean> {
  if (whereNone.kind === 'fail' || whereNone.slots === 0) return true
  const { core } = await api.system.status()
  return core.shell === 'cli'
}

function hasLeft(error: unknown): boolean {
  return ['no_core', 'core_stopping'].includes(failureOf(error).code)
}

/** A stopped or stuck core accepts a connection and says nothing; the command says so instead of hanging. */
async function inTime<T>(work: Promise<T>, home: string, withinMs: number): Promise<T> {
  if (withinMs === Infinity) return work
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(coreSilent(home, withinMs)), withinMs)
  })
  try {
    return await Promise.race([work, silence])
  } finally {
    clearTimeout(timer)
  }
}

/** The core is loaded only here, so that a command for a live one loads neither database nor server. */
async function withOwn<T>(home: string, whereNone: WhereNone, interrupts: Interrupts, work: Work<T>): Promise<T> {
  if (whereNone.kind === 'fail') throw noCore(home)
  const { slots, maxClaims } = whereNone
  const { openOwnCore } = await import('./own-core.ts')
  const opened = await openWhenFree(home, () => openOwnCore(home, { slots, maxClaims }, interrupts))
  return 'own' in opened ? opened.own.during(work) : withLive(home, opened.live, whereNone, interrupts, work)
}

function noCore(home: string): CliError {
  return new CliError(
    'no_core',
    `No Interlock is running on ${home}.`,
    `Start one with ${typed('start')}, or name another data directory with --home.`,
  )
}

function coreSilent(home: string, withinMs: number): CliError {
  return new CliError(
    'core_silent',
    `The Interlock that runs on ${home} did not answer within ${withinMs / 1000} s.`,
    `${typed('kill')} engages the kill switch all the same, by its file. See logs/ of the data directory.`,
  )
}
