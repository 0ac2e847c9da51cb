import { killTree, processStartTime } from '#confine'
import type { ProviderFunction } from '#schemas'
import { type Clock, type Ids, parseGuardedJson } from '#schemas/format'
import {
  type FromTrustHost,
  fromTrustHostSchema,
  MAX_ANSWER_UNITS,
  type ProviderFailure,
  type ToTrustHost,
  TRUST_HOST_ARGUMENT,
} from '#schemas/protocol'
import { type LoadedProvider, type ProviderFile, ProviderFailed } from '#core/control'
import type { Processes } from '#core/record'
import type { StartProcess } from './start-process.ts'

/** One life of a provider: a host of ours and what runs in it. */
export interface ProviderLife {
  /** Hash of the code that runs. */
  readonly sha256: string
  /** Rejects with ProviderFailed where it did not come so far. */
  readonly loaded: Promise<LoadedProvider>
  /** @param input JSON @throws ProviderFailed */
  ask(ask: ProviderFunction, input: string): Promise<unknown>
  /** Ends it now; what is asked has no answer. */
  end(): void
  /** Resolves when nothing of it is left. */
  readonly gone: Promise<void>
}

export interface ProviderLifeDeps {
  /** The built worker. */
  readonly entry: string
  readonly startProcess: StartProcess
  readonly processes: Processes
  readonly clock: Clock
  readonly ids: Ids
  readonly onTrouble: (what: string, error: unknown) => void
}

export interface ProviderLifeEvents {
  readonly loaded: (loaded: LoadedProvider) => void
  readonly answered: () => void
  /** It is over, and not because `end` was called. */
  readonly failed: (reason: ProviderFailure, detail: string) => void
}

/** From the start of the host until its provider is loaded; a sandbox and two programs start meanwhile. */
const LOAD_MS = 15_000
/** A unit of UTF-16 takes so many bytes at most. */
const BYTES_OF_UNIT = 3

interface Asked {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: ProviderFailed) => void
  readonly cancel: () => void
}

/** Starts a provider. What it does wrong ends it. @throws when the system refuses a process */
export function beginProvider(
  provider: ProviderFile,
  { entry, startProcess, processes, clock, ids, onTrouble }: ProviderLifeDeps,
  events: ProviderLifeEvents,
): ProviderLife {
  const { name } = provider
  const cookie = ids.next('wrk')
  const asked = new Map<number, Asked>()
  const loaded = Promise.withResolvers<LoadedProvider>()
  const gone = Promise.withResolvers<void>()
  // Who waits for it is told; it may be that nobody does.
  loaded.promise.catch(() => undefined)
  let lastId = 0
  let isOver = false

  let startTime: string | undefined
  const child = startProcess(
    { entry, use: TRUST_HOST_ARGUMENT, env: { INTERLOCK_RUN: cookie }, watched: false },
    {
      started: remember,
      message(message) {
        const said = fromTrustHostSchema.safeParse(message)
        if (said.success) take(said.data)
        else fail('odd_answer', 'its host said what cannot be read')
      },
      exit: ({ code, signal, lastWords }) => fail('ended', signal ?? (code === null ? lastWords : `code ${code}`)),
    },
  )
  const cancelLoad = clock.after(LOAD_MS, () => fail('not_loaded', `not within ${LOAD_MS / 1000} s`))
  const { folder, file, hosts, memoryBytes } = provider
  send({ kind: 'start', name, folder, file, hosts: [...hosts], memory_bytes: memoryBytes, cookie })

  function remember(pid: number): void {
    startTime = processStartTime(pid)
    void processes
      .add({ pid, start_time: startTime ?? '', owner: `worker:${cookie}` })
      .catch((error: unknown) => onTrouble('Remembering a process', error))
  }

  function send(message: ToTrustHost): void {
    child.send(message)
  }

  function over(reason: ProviderFailure, detail: string): void {
    isOver = true
    cancelLoad()
    loaded.reject(new ProviderFailed(name, reason, detail))
    for (const { reject, cancel } of asked.values()) {
      cancel()
      reject(new ProviderFailed(name, reason, detail))
    }
    asked.clear()
    child.kill()
    void clear()
      .catch((error: unknown) => onTrouble('Ending a trust provider', error))
      .finally(gone.resolve)
  }

  /** Where the system does not end what a host started with it. */
  async function clear(): Promise<void> {
    if (child.pid !== undefined) await killTree(child.pid, startTime, { cookie })
    await processes.remove(`worker:${cookie}`)
  }

  function fail(reason: ProviderFailure, detail: string): void {
    if (isOver) return
    over(reason, detail)
    events.failed(reason, detail)
  }

  function take(said: FromTrustHost): void {
    if (isOver) return
    switch (said.kind) {
      case 'loaded':
        return takeLoaded(said)
      case 'failed':
        return fail(said.reason, said.detail)
      case 'answer':
      case 'no_answer':
        return takeAnswer(said)
    }
  }

  function takeLoaded(said: Extract<FromTrustHost, { kind: 'loaded' }>): void {
    if (said.name !== name) return fail('refused', `it calls itself ${said.name}, and its file ${provider.file}`)
    const { type, functions, confined } = said
    cancelLoad()
    loaded.resolve({ type, functions, confined })
    events.loaded({ type, functions, confined })
  }

  function takeAnswer(said: Extract<FromTrustHost, { kind: 'answer' | 'no_answer' }>): void {
    const waiting = asked.get(said.id)
    if (waiting === undefined) return fail('odd_answer', 'it answered what it was not asked')
    asked.delete(said.id)
    waiting.cancel()
    if (said.kind === 'no_answer') return waiting.reject(new ProviderFailed(name, said.reason, said.detail))
    const parsed = parseGuardedJson(said.value, MAX_ANSWER_UNITS * BYTES_OF_UNIT)
    if (!parsed.ok) return waiting.reject(new ProviderFailed(name, 'odd_answer', parsed.refusal.reason))
    waiting.resolve(parsed.value)
    events.answered()
  }

  return {
    sha256: provider.sha256,
    loaded: loaded.promise,
    ask(ask, input) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      if (isOver) return Promise.reject(new ProviderFailed(name, 'ended'))
      lastId += 1
      // One that does not come back may be in a loop that keeps it from ever answering anything.
      const cancel = clock.after(provider.timeoutMs, () => fail('too_late', ask))
      asked.set(lastId, { resolve, reject, cancel })
      send({ kind: 'ask', id: lastId, ask, input })
      return promise
    },
    end() {
      if (!isOver) over('stopped', '')
    },
    gone: gone.promise,
  }
}
