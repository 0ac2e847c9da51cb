import { type DesktopSettings, InterlockError, type UpdateState } from '#schemas'
import type { Staged } from './install-question.ts'
import type { Unsupported } from './support.ts'

/** What finds, fetches and installs updates; electron-updater in life. It refuses what is not signed as this installation is. */
export interface Updater {
  /** @returns the version of a newer one, if there is one */
  readonly check: (feed: Feed) => Promise<string | undefined>
  /** Fetches what `check` found, unless it is called off. */
  readonly download: (onPercent: (percent: number) => void, signal: AbortSignal) => Promise<void>
  /** Ends this process and begins the new version. */
  readonly install: () => void
}

export interface Feed {
  readonly url: string
  readonly channel: DesktopSettings['updates']['channel']
}

export interface UpdatesDeps {
  /** Loaded when it is first needed: off by default, it costs nothing. */
  readonly updater: () => Promise<Updater>
  readonly unsupported: Unsupported | undefined
  readonly settings: () => DesktopSettings['updates']
  /** Runs that go on, of whatever core this application works with. */
  readonly running: () => number
  /** The same as the core answers now: `running` may be a moment behind. Rejects where it does not answer. */
  readonly runningNow: () => Promise<number>
  /** Calls back after each change of what runs; the result ends that. */
  readonly onRunning: (tell: () => void) => () => void
  /** Holds new work back, or lets it start again, for the sake of an update; resolves once the core has heard it. */
  readonly hold: (on: boolean) => Promise<void>
  /** Asks the operator, outside of any page, whether this version is to be installed. */
  readonly confirm: (staged: Staged) => Promise<boolean>
  /** Ends the application in order, and then does the last thing. */
  readonly endWith: (last: () => void) => void
  readonly now: () => number
}

/** Updates: off until the operator turns them on, fetched beforehand, installed only while nothing runs. */
export interface Updates {
  readonly state: () => UpdateState
  /** @throws InterlockError update_impossible */
  readonly check: () => Promise<UpdateState>
  /**
   * Installs what is staged as soon as nothing runs.
   * @throws InterlockError update_impossible
   */
  readonly install: () => Promise<UpdateState>
  /** Takes `install` back. */
  readonly wait: () => UpdateState
  /** The settings have changed: begins anew with them. */
  readonly settingsChanged: () => void
  readonly onChange: (tell: (state: UpdateState) => void) => () => void
  readonly close: () => void
}

/** How often it looks by itself. */
const CHECK_EVERY_MS = 6 * 3_600_000
/** Not in the first moments of a start. */
const FIRST_CHECK_MS = 60_000

type Phase =
  | { readonly is: 'idle'; readonly checked: number | undefined }
  | { readonly is: 'checking' }
  | { readonly is: 'downloading'; readonly version: string; readonly percent: number }
  | { readonly is: 'staged'; readonly version: string; readonly asked: boolean }
  | { readonly is: 'installing'; readonly version: string }
  | { readonly is: 'failed'; readonly message: string; readonly at: number }

/** The version that is installed once nothing runs, as was asked; undefined where none is. */
export function installsLater(state: UpdateState): string | undefined {
  return state.state === 'staged' && state.asked ? state.version : undefined
}

export function createUpdates(deps: UpdatesDeps): Updates {
  const { unsupported, settings, running, hold, now } = deps
  const listeners = new Set<(state: UpdateState) => void>()
  let phase: Phase = { is: 'idle', checked: undefined }
  let updater: Updater | undefined
  /** Ends with each change of settings: what was begun before ends without a word. */
  let life = new AbortController()
  /** One look after the other: the updater answers who looks meanwhile with what it finds for the first. */
  let looked: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let confirming: Promise<boolean> | undefined
  let isClosed = false
  const unfollow = deps.onRunning(() => {
    if (phase.is !== 'staged') return
    tell()
    void installIfQuiet()
  })

  function state(): UpdateState {
    if (unsupported !== undefined) return { state: 'unsupported', why: unsupported }
    if (!settings().on) return { state: 'off' }
    switch (phase.is) {
      case 'idle':
        return { state: 'idle', checked_at: phase.checked === undefined ? null : iso(phase.checked) }
      case 'staged':
        return { state: 'staged', version: phase.version, asked: phase.asked, waits_for: running() }
      case 'failed':
        return { state: 'failed', message: phase.message, at: iso(phase.at) }
      case 'checking':
        return { state: 'checking' }
      case 'downloading':
        return { state: 'downloading', version: phase.version, percent: phase.percent }
      case 'installing':
        return { state: 'installing', version: phase.version }
    }
  }

  function tell(): void {
    for (const each of listeners) each(state())
  }

  function become(next: Phase): void {
    phase = next
    tell()
  }

  function feed(): Feed {
    const { on, feed: url, channel } = settings()
    if (unsupported !== undefined) throw impossible(NOT_HERE[unsupported], 'Update it as it was installed.')
    if (!on) throw impossible('they are off', 'Turn them on under Settings › Desktop.')
    if (url === null) throw impossible('no feed is named', 'Name its address under Settings › Desktop.')
    return { url, channel }
  }

  function look(from: Feed): void {
    become({ is: 'checking' })
    const { signal } = life
    looked = looked.then(() => lookNow(from, signal))
  }

  /** Never rejects. */
  async function lookNow(from: Feed, signal: AbortSignal): Promise<void> {
    const isOld = () => signal.aborted
    if (isOld()) return
    try {
      updater ??= await deps.updater()
      const version = await updater.check(from)
      if (isOld()) return
      if (version === undefined) return become({ is: 'idle', checked: now() })
      become({ is: 'downloading', version, percent: 0 })
      await updater.download((percent) => {
        if (!isOld() && phase.is === 'downloading') become({ ...phase, percent: whole(percent) })
      }, signal)
      if (!isOld()) become({ is: 'staged', version, asked: false })
    } catch (error) {
      if (!isOld()) become({ is: 'failed', message: messageOf(error), at: now() })
    }
  }

  /** Never rejects. Where the core does not answer, the next change of what is known of it comes here again. */
  async function installIfQuiet(): Promise<void> {
    if (phase.is !== 'staged' || !phase.asked || running() > 0) return
    const asked = phase
    const now = await deps.runningNow().catch(() => undefined)
    // Meanwhile it may have been taken back, begun, or forgotten under other settings; or all may have been closed.
    if (now !== 0 || phase !== asked || isClosed) return
    become({ is: 'installing', version: asked.version })
    // Until the very end nothing new may begin: the hold stays.
    deps.endWith(() => updater?.install())
  }

  function lookLater(ms: number): void {
    clearTimeout(timer)
    timer = undefined
    const { on, feed: url } = settings()
    if (unsupported !== undefined || !on || url === null) return
    timer = setTimeout(() => {
      if (phase.is === 'idle' || phase.is === 'failed') look(feed())
      lookLater(CHECK_EVERY_MS)
    }, ms)
  }

  lookLater(FIRST_CHECK_MS)

  return {
    state,
    async check() {
      const from = feed()
      if (phase.is === 'idle' || phase.is === 'failed') {
        look(from)
        // The call answers at once; what comes of it is told as it comes.
        await Promise.resolve()
      }
      return state()
    },
    async install() {
      const { url } = feed()
      if (phase.is !== 'staged')
        throw impossible('none was fetched', 'Look for one first; it is fetched before it can be installed.')
      if (phase.asked) return state()
      const mine = life
      confirming ??= deps.confirm({ version: phase.version, feed: url }).finally(() => (confirming = undefined))
      const isWanted = await confirming
      // Meanwhile another feed may have been named.
      if (!isWanted || mine !== life || phase.asked || isClosed) return state()
      become({ ...phase, asked: true })
      // Before the core is asked what runs: otherwise something could begin after its answer.
      await hold(true)
      await installIfQuiet()
      return state()
    },
    wait() {
      if (phase.is === 'staged' && phase.asked) {
        become({ ...phase, asked: false })
        void hold(false)
      }
      return state()
    },
    settingsChanged() {
      if (phase.is === 'installing') return
      life.abort()
      life = new AbortController()
      void hold(false)
      become({ is: 'idle', checked: undefined })
      lookLater(FIRST_CHECK_MS)
    },
    onChange(each) {
      listeners.add(each)
      return () => void listeners.delete(each)
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      unfollow()
    },
  }
}

const NOT_HERE: Readonly<Record<Unsupported, string>> = {
  not_packaged: 'this is a build from source',
  system_package: 'the package manager of the system keeps this installation',
  unsigned: 'it does not know whose signature an update has to carry',
  portable: 'a portable program has no place it is installed in',
}

function impossible(reason: string, remedy: string): InterlockError {
  return new InterlockError('update_impossible', { reason, remedy })
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

function whole(percent: number): number {
  return Math.max(0, Math.min(100, Math.round(percent)))
}

/** The first line: what follows is a trace or the whole answer of a server. */
function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return (text.split('\n')[0] ?? '').slice(0, 300)
}
