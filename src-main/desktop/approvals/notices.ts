import { Notification } from 'electron'
import type { Logger } from 'pino'
import type { Announcement } from './announce.ts'

/** What a click on a notice, or on one of its buttons, does. */
export interface NoticeActs {
  readonly ask: (id: string) => void
  readonly askAll: () => void
  readonly reject: (seen: { id: string; hash: string }) => void
}

/** macOS shows buttons where the application is signed and its notices are alerts; Linux never does. */
const HAS_BUTTONS = process.platform === 'darwin' || process.platform === 'win32'

export interface Notices {
  readonly show: (announcement: Announcement) => void
  /** Takes back those whose request waits no more. */
  readonly keepOnly: (ids: ReadonlySet<string>) => void
  readonly close: () => void
}

/** Notices of the system. A button approves nothing: it opens the question that says what would happen. */
export function createNotices(acts: NoticeActs, log: Logger): Notices {
  /** Electron does not hold a notice itself: one that is collected answers no click. */
  const held = new Map<Notification, string | undefined>()

  function letGo(notice: Notification): void {
    held.delete(notice)
  }

  function dismiss(notice: Notification): void {
    letGo(notice)
    notice.close()
  }

  return {
    show({ notice, approval }) {
      if (!Notification.isSupported()) return
      const buttons = approval === undefined ? [] : ['Approve…', 'Reject']
      const shown = new Notification({
        ...notice,
        urgency: 'normal',
        ...(HAS_BUTTONS && { actions: buttons.map((text) => ({ type: 'button' as const, text })) }),
      })
      held.set(shown, approval?.id)
      const open = () => {
        letGo(shown)
        if (approval === undefined) acts.askAll()
        else acts.ask(approval.id)
      }
      shown.on('click', open)
      shown.on('action', ({ actionIndex }) => {
        if (buttons[actionIndex] !== 'Reject' || approval === undefined) open()
        else {
          letGo(shown)
          acts.reject({ id: approval.id, hash: approval.hash })
        }
      })
      shown.on('close', () => letGo(shown))
      shown.on('failed', (_event, error) => {
        letGo(shown)
        log.warn({ problem: error }, 'The system did not show a notice')
      })
      shown.show()
    },
    keepOnly(ids) {
      for (const [notice, id] of held) if (id !== undefined && !ids.has(id)) dismiss(notice)
    },
    close() {
      for (const notice of held.keys()) dismiss(notice)
    },
  }
}
