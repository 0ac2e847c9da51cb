import type { Api } from '../reach/api.ts'

/** A core that reports nothing is asked again this often; its reports only make it sooner. */
const AT_LEAST_EVERY_MS = 1000

/** Yields at once, then whenever the core reports a change, and at least every second. Ends when `signal` aborts. */
export async function* changes(api: Api, signal: AbortSignal): AsyncGenerator<void, void, void> {
  const ended = new AbortController()
  const until = AbortSignal.any([signal, ended.signal])
  const batches = await api.events.follow({}, { signal: until })
  let next = nextOf(batches)
  try {
    yield
    while (!signal.aborted) {
      const { timer, elapsed } = wait(AT_LEAST_EVERY_MS, until)
      const turn = await Promise.race([next, elapsed])
      clearTimeout(timer)
      if (signal.aborted || turn === 'end') return
      if (turn === 'batch') next = nextOf(batches)
      yield
    }
  } finally {
    ended.abort()
    // The follow ends with an abort error that nobody waits for any more.
    next.catch(() => undefined)
  }
}

async function nextOf(batches: AsyncIterator<unknown, unknown, void>): Promise<'batch' | 'end'> {
  return (await batches.next()).done === true ? 'end' : 'batch'
}

function wait(ms: number, until: AbortSignal) {
  let timer: NodeJS.Timeout | undefined
  const elapsed = new Promise<'elapsed'>((resolve) => {
    timer = setTimeout(() => resolve('elapsed'), ms)
    until.addEventListener('abort', () => resolve('elapsed'), { once: true })
  })
  return { timer, elapsed }
}
