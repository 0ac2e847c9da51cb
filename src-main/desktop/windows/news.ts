import type { WindowNews } from '#schemas'

type Told = Exclude<WindowNews, { news: 'core' }>
type CoreNews = Extract<WindowNews, { news: 'core' }>['core']

/** Carries what a window is to show to the page in it, which may still be loading. */
export interface WindowNewsBoard {
  /** Shown as soon as a page follows; the oldest is forgotten where too many wait. */
  readonly tell: (news: Told) => void
  /** How the core stands; a page that begins to follow hears it first. */
  readonly setCore: (core: CoreNews) => void
  /** For one page at a time: who follows later takes over. */
  readonly follow: (signal: AbortSignal) => AsyncGenerator<WindowNews, void, void>
}

const MOST_WAITING = 20

export function createNewsBoard(core: CoreNews): WindowNewsBoard {
  let now = core
  let isCoreTold = false
  let waiting: Told[] = []
  let following: object | undefined
  let wake: (() => void) | undefined

  async function* follow(signal: AbortSignal): AsyncGenerator<WindowNews, void, void> {
    const mine = {}
    const isMine = () => following === mine && !signal.aborted
    following = mine
    wake?.()
    isCoreTold = false
    const ended = () => wake?.()
    signal.addEventListener('abort', ended)
    try {
      while (isMine()) {
        if (!isCoreTold) {
          isCoreTold = true
          yield { news: 'core', core: now }
          continue
        }
        const next = waiting.shift()
        if (next !== undefined) yield next
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    } finally {
      signal.removeEventListener('abort', ended)
    }
  }

  return {
    tell(news) {
      waiting = [...waiting, news].slice(-MOST_WAITING)
      wake?.()
    },
    setCore(next) {
      now = next
      isCoreTold = false
      wake?.()
    },
    follow,
  }
}
