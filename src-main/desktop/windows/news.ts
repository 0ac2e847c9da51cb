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
/** A page that goes sooner after it took something hardly showed it. */
const SHOWN_AFTER_MS = 1000

interface Waiting {
  readonly news: Told
  /** A page took it and went. It is told once more and no oftener: it may be what pages go at. */
  readonly again: boolean
}

/** A page that follows, and what it took. */
interface Following {
  taken: { readonly item: Waiting; readonly at: number }[]
  /** When it went; undefined while it is there. */
  goneAt: number | undefined
}

/** @param monotonic milliseconds that only grow */
export function createNewsBoard(core: CoreNews, monotonic: () => number): WindowNewsBoard {
  let now = core
  let isCoreTold = false
  let waiting: Waiting[] = []
  let following: Following = { taken: [], goneAt: undefined }
  let wake: (() => void) | undefined

  /** What the page before took in its last moment, oldest first, waits again. */
  function takeBack({ taken, goneAt = monotonic() }: Following): void {
    const lost = taken.filter(({ item, at }) => !item.again && goneAt - at < SHOWN_AFTER_MS)
    waiting = [...lost.map(({ item }) => ({ ...item, again: true })), ...waiting].slice(-MOST_WAITING)
  }

  function take(mine: Following): Told | undefined {
    const item = waiting.shift()
    if (item === undefined) return undefined
    const at = monotonic()
    mine.taken = [...mine.taken.filter((each) => at - each.at < SHOWN_AFTER_MS), { item, at }]
    return item.news
  }

  async function* follow(signal: AbortSignal): AsyncGenerator<WindowNews, void, void> {
    const mine: Following = { taken: [], goneAt: undefined }
    const isMine = () => following === mine && !signal.aborted
    takeBack(following)
    following = mine
    wake?.()
    isCoreTold = false
    const ended = () => {
      mine.goneAt ??= monotonic()
      wake?.()
    }
    signal.addEventListener('abort', ended)
    try {
      while (isMine()) {
        if (!isCoreTold) {
          isCoreTold = true
          yield { news: 'core', core: now }
          continue
        }
        const next = take(mine)
        if (next !== undefined) yield next
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    } finally {
      mine.goneAt ??= monotonic()
      signal.removeEventListener('abort', ended)
    }
  }

  return {
    tell(news) {
      waiting = [...waiting, { news, again: false }].slice(-MOST_WAITING)
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
