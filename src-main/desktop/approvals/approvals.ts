import { powerMonitor } from 'electron'
import type { Logger } from 'pino'
import type { DesktopSettings } from '#schemas'
import type { CoreSide } from '../core-side/types.ts'
import { ask } from '../dialogs/ask.ts'
import { followTopics } from '../topics/follow-topics.ts'
import { createAnnouncer } from './announce.ts'
import { createApprovalDesk } from './approval-desk.ts'
import { createAttention } from './attention.ts'
import { createNotices } from './notices.ts'
import { createQuietMoment } from './quiet-moment.ts'

export interface ApprovalsDeps {
  readonly core: Pick<CoreSide, 'client' | 'watch'>
  readonly settings: () => Pick<DesktopSettings, 'notifications' | 'focus_on_approval'>
  /** Shows a page of the console, in a window that comes to the front. */
  readonly go: (path: string) => void
  /** Brings a window to the front. */
  readonly showWindow: () => void
  /** The screen is locked: nothing comes to the front. */
  readonly isLocked: () => boolean
  readonly engage: () => void
  readonly clock: (ms: number) => string
  readonly iconFolder: string
  readonly log: Logger
}

/** Requests for approval as the system shows them: notices, a number, questions. */
export interface ApprovalsOfSystem {
  /** Asks about what waits, as from a menu. */
  readonly open: () => void
  readonly close: () => void
}

export function createApprovals({ core, settings, engage, clock, log, ...deps }: ApprovalsDeps): ApprovalsOfSystem {
  const { go, showWindow, iconFolder } = deps
  const desk = createApprovalDesk({
    client: core.client,
    ask,
    open: (id) => go(id === undefined ? '/approvals' : `/approvals?id=${id}`),
    engage,
    clock,
    monotonic: () => performance.now(),
    log,
  })
  const notices = createNotices(
    {
      ask: (id) => void desk.askAbout(id),
      askAll: () => void desk.askAboutAll(),
      reject: (seen) => void desk.reject(seen),
    },
    log,
  )
  const attention = createAttention(iconFolder)
  const announce = createAnnouncer(clock)
  const quiet = createQuietMoment(() => powerMonitor.getSystemIdleTime(), deps.isLocked)

  async function look(): Promise<void> {
    const waiting = await desk.refresh()
    attention.count(desk.count())
    notices.keepOnly(new Set(waiting.map(({ id }) => id)))
    const news = announce(waiting, desk.count())
    if (news.length === 0) return
    if (settings().notifications) for (const each of news) notices.show(each)
    attention.call()
    if (settings().focus_on_approval)
      quiet.whenStill(() => {
        if (desk.waiting().length === 0) return
        showWindow()
        void desk.askAboutAll()
      })
  }

  let last: Promise<void> = Promise.resolve()
  const unfollow = followTopics({
    core,
    topics: ['approvals'],
    // One look after the other, so that none is told of what an earlier one saw.
    changed: () => {
      last = last.then(look).catch((error: unknown) => log.debug({ err: error }, 'What waits could not be read'))
    },
    log,
  })

  return {
    open: () => void desk.askAboutAll(),
    close() {
      unfollow()
      quiet.close()
      desk.close()
      notices.close()
    },
  }
}
