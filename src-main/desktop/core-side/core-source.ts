import { type HostedCore, type HostOptions, hostCore } from '#host'
import type { Server } from '#server'
import { connectToCore, type CoreClient, openWhenFree } from '#server/client'
import type { OpenLine } from './line.ts'
import { createSocketLines } from './socket-line.ts'

/** A core of this process, as far as it matters here. */
export interface OwnCore extends Pick<HostedCore, 'stopAsked' | 'close'> {
  readonly server: Pick<Server, 'connect'>
}

/** Opens a core in this process. @throws InterlockError core_already_running where another has the data directory */
export type OpenOwn = () => Promise<OwnCore>

/** An answer of a core in another process that takes longer is not waited for. */
const ANSWER_MS = 5000

/** How the core of a data directory is come by. */
export interface CoreSource {
  readonly open: OpenOwn
  /** Opens one, or leaves it where another process has one that lasts; undefined then. */
  readonly openUnlessLive: (open: OpenOwn) => Promise<OwnCore | undefined>
  /** Opens one once the data directory is let go of. */
  readonly openOnceFree: (open: OpenOwn) => Promise<OwnCore>
  /** Asks the one in another process to end. */
  readonly stopLive: () => Promise<void>
  readonly liveConsole: () => Promise<string | null>
  readonly lines: OpenLine
}

export function coreSourceOf(options: Omit<HostOptions, 'shell'>, answerMs = ANSWER_MS): CoreSource {
  const { home } = options
  const inTime = () => ({ signal: AbortSignal.timeout(answerMs) })

  /** A core that a command opened ends with it: it is waited for, not attached to. */
  async function isLasting(live: CoreClient): Promise<boolean> {
    return (await live.system.status(undefined, inTime())).core.shell !== 'cli'
  }

  return {
    open: () => hostCore({ ...options, shell: 'desktop' }),
    async openUnlessLive(open) {
      const opened = await openWhenFree(home, open, isLasting)
      return 'own' in opened ? opened.own : undefined
    },
    async openOnceFree(open) {
      const opened = await openWhenFree(home, open, () => Promise.resolve(false))
      if ('own' in opened) return opened.own
      throw new Error('It waits until it has one of its own.')
    },
    async stopLive() {
      await (await connectToCore(home))?.system.stop(undefined, inTime())
    },
    async liveConsole() {
      const live = await connectToCore(home)
      return live === undefined ? null : (await live.system.signInUrl(undefined, inTime())).url
    },
    lines: createSocketLines(home),
  }
}
