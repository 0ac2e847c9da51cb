import { CliError } from '../failure.ts'
import type { Api } from '../reach/api.ts'
import { typed } from '../typed.ts'

/** A core that reports nothing is asked again this often; its reports only make it sooner. */
const AT_LEAST_EVERY_MS = 1000

/**
 * Yields at once, then whenever the core reports a change, and at least every second. Ends when `signal` aborts.
 * @throws CliError no_core when the core leaves before that
 */
export async function* changes(api: Api, signal: AbortSignal): AsyncGenerator<void, void, void> {
  const ended = new AbortController()
  const until = AbortSignal.any([signal, ended.signal])
  try {
    const batches = await api.events.follow({}, { signal: until })
    const nextBatch = () => quiet(batches.next())
    let next = nextBatch()
    yield
    while (!signal.aborted) {
      const turn = await firstOf(next, AT_LEAST_EVERY_MS, until)
      if (signal.aborted) return
      if (turn?.done === true) throw coreLeft()
      if (turn !== undefined) next = nextBatch()
      yield
    }
  } catch (error) {
    // Ending a follow makes its pending call fail; that is how it ends.
    if (!signal.aborted) throw error
  } finally {
    ended.abort()
  }
}

/** A promise whose failure may go unseen, because nobody waits for it any more when it comes. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

function coreLeft(): CliError {
  return new CliError(
    'no_core',
    'Interlock stopped before this was done.',
    `What was queued is kept. ${typed('start')} or ${typed('worker')} goes on with it.`,
  )
}

/** What `promise` gives; nothing when it takes longer than `ms` or `until` aborts. */
function firstOf<T>(promise: Promise<T>, ms: number, until: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer)
      until.removeEventListener('abort', giveUp)
    }
    const giveUp = () => {
      done()
      resolve(undefined)
    }
    const timer = setTimeout(giveUp, ms)
    until.addEventListener('abort', giveUp, { once: true })
    promise.then(resolve, reject).finally(done)
  })
}
