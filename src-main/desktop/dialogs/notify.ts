import { Notification } from 'electron'
import type { Notice } from './question.ts'

/** Electron does not hold a notice itself: one that is collected answers no click. */
const held = new Set<Notification>()

/** Tells something beside whatever one is doing, where the system shows notices. */
export function notify(notice: Notice, clicked: () => void): void {
  if (!Notification.isSupported()) return
  const shown = new Notification({ ...notice })
  held.add(shown)
  const letGo = () => void held.delete(shown)
  shown.on('click', () => {
    letGo()
    clicked()
  })
  shown.on('close', letGo)
  shown.on('failed', letGo)
  shown.show()
}
