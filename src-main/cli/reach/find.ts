import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { connectToCore } from '#server/client'
import type { Place } from '../cli.ts'
import { CliError } from '../failure.ts'
import type { Interrupts } from '../interrupts.ts'
import type { Api, WhereNone } from './api.ts'
import { canOpenCore, handOver } from './node24.ts'
import { openWhenFree } from './when-free.ts'

/**
 * Finds the live core of a data directory, or makes ready to open one for the length of the command.
 * @throws CliError no_core, no_data, node_too_old; HandedOver where the command went on elsewhere
 */
export async function findCore(home: string, whereNone: WhereNone, interrupts: Interrupts): Promise<Place> {
  const api = await connectToCore(home)
  const within = { home, withinMs: whereNone.withinMs, interrupts }
  if (api) return livePlace(api, within)
  if (whereNone.kind === 'fail')
    throw new CliError(
      'no_core',
      `No Interlock is running on ${home}.`,
      'Start one with `interlock start`, or name another data directory with --home.',
    )
  if (!whereNone.create && !existsSync(join(home, 'interlock.db')))
    throw new CliError(
      'no_data',
      `No Interlock is running on ${home}, and there is no data in it yet.`,
      'Start one with `interlock start`, or name another data directory with --home.',
    )
  if (!canOpenCore()) await handOver(process.env['INTERLOCK_NODE24'])
  return ownPlace(whereNone, within)
}

interface Reach {
  readonly home: string
  readonly withinMs: number
  readonly interrupts: Interrupts
}

function livePlace(api: Api, { home, withinMs, interrupts }: Reach): Place {
  return {
    live: true,
    withCore: (work) => inTime(work({ api, live: true, until: interrupts.signal }), home, withinMs),
  }
}

/** A stopped or stuck core accepts a connection and says nothing; the command says so instead of hanging. */
async function inTime<T>(work: Promise<T>, home: string, withinMs: number): Promise<T> {
  if (withinMs === Infinity) return work
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new CliError(
            'core_silent',
            `The Interlock that runs on ${home} did not answer within ${withinMs / 1000} s.`,
            '`interlock kill` engages the kill switch all the same, by its file. See logs/ of the data directory.',
          ),
        ),
      withinMs,
    )
  })
  try {
    return await Promise.race([work, silence])
  } finally {
    clearTimeout(timer)
  }
}

interface OwnWork {
  readonly slots: number
  readonly once?: boolean
}

/** The core is loaded only here, so that a command for a live one loads neither database nor server. */
function ownPlace({ slots, once = false }: OwnWork, reach: Reach): Place {
  return {
    live: false,
    async withCore(work) {
      const { openOwnCore } = await import('./own-core.ts')
      const opened = await openWhenFree(reach.home, () => openOwnCore(reach.home, { slots, once }, reach.interrupts))
      return 'own' in opened ? opened.own.during(work) : livePlace(opened.live, reach).withCore(work)
    },
  }
}
