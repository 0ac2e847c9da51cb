import { setTimeout as sleep } from 'node:timers/promises'
import { connectToCore } from '#server/client'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { localTime } from '../output/times.ts'
import { typed } from '../typed.ts'
import { daemonStatus, type ShownStatus } from './daemon-status.ts'
import { forgetPid, readPid } from './files.ts'
import { type DaemonPlaces, type PlaceOptions, placesOf } from './places.ts'
import { livenessOf, type ProcessSight, tellToStop } from './process.ts'

const STOPPING_MS = 10_000
const LOOK_EVERY_MS = 200

/** The status file with what is true now. */
export function status(cli: Cli, options: PlaceOptions): Promise<ExitCode> {
  const shown = daemonStatus(placesOf(cli.home, options), Date.now())
  cli.out.answer(shown, () => [statusSentence(shown)])
  return Promise.resolve(EXIT.ok)
}

/** Tells the daemon of the pid file to stop, and waits for it. Nothing but that very process is signalled. */
export async function stop(
  cli: Pick<Cli, 'home' | 'out'>,
  options: PlaceOptions,
  sight?: ProcessSight,
): Promise<ExitCode> {
  const places = placesOf(cli.home, options)
  const record = readPid(places.pid)
  if (record === undefined) return stopAnswer(cli, places, false, 'No pid file: no daemon was started with it.')
  const { pid, token } = record
  const liveness = livenessOf(record, sight)
  if (liveness === 'gone') {
    forgetPid(places.pid, token)
    return stopAnswer(cli, places, true, `Already stopped: process ${pid} is gone.`)
  }
  if (liveness === 'another') {
    forgetPid(places.pid, token)
    return stopAnswer(cli, places, true, `Already stopped: process ${pid} is another program now and was left alone.`)
  }
  // Where the system tells no starts, the core itself says whether it has that number.
  if (liveness === 'unproven') {
    const api = await connectToCore(cli.home)
    if ((await api?.system.status())?.core.pid !== pid)
      return stopAnswer(
        cli,
        places,
        false,
        `Process ${pid} cannot be told from another program, so it was not signalled.`,
      )
    await api?.system.stop()
  } else tellToStop(pid)
  const deadline = performance.now() + STOPPING_MS
  while (livenessOf(record, sight) === liveness) {
    if (performance.now() > deadline)
      return stopAnswer(cli, places, false, `It did not stop before the timeout of ${STOPPING_MS / 1000} s.`)
    await sleep(LOOK_EVERY_MS)
  }
  forgetPid(places.pid, token)
  return stopAnswer(cli, places, true, `Stopped process ${pid}. Running work was ended and queued again.`)
}

function stopAnswer({ out }: Pick<Cli, 'out'>, places: DaemonPlaces, stopped: boolean, message: string): ExitCode {
  out.answer({ ...daemonStatus(places, Date.now()), stopped, message }, () => [message])
  return stopped || message.startsWith('No pid file') ? EXIT.ok : EXIT.failed
}

function statusSentence(shown: ShownStatus): string {
  if (!shown.configured)
    return `No daemon was started in the background yet: ${typed('scheduler daemon start')} starts one. What runs in a terminal or as a service fires schedules too; ${typed('status')} says whether it does.`
  if (!shown.running)
    return shown.stopped_at === null
      ? 'Not running: it ended without a word.'
      : `Not running; stopped ${localTime(Date.parse(shown.stopped_at))}.`
  const beat =
    shown.last_heartbeat_at === null ? 'not looked yet' : `looked ${localTime(Date.parse(shown.last_heartbeat_at))}`
  const error = shown.last_error === null ? '' : `; last failure ${shown.last_error}`
  return `Running in the ${shown.mode} as process ${shown.pid}; ${beat}${shown.stale ? ', which is long ago' : ''}${error}.`
}
