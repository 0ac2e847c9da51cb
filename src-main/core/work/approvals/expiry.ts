import type { Clock } from '#schemas/format'
import type { Ledger } from '#core/record'
import { createDueTimer, type DueTimer } from '../due-timer.ts'

/** Decides in time about what nobody decided: one timer, set to when the next request or grant is over. */
export function startExpiry(
  ledger: Ledger,
  clock: Clock,
  expire: () => Promise<number | undefined>,
  onError: (error: unknown) => void,
): Pick<DueTimer, 'close'> {
  const timer = createDueTimer(clock, expire, onError)
  const stop = ledger.onAppend((appended) => {
    if (appended.some(({ kind }) => kind === 'approval.asked' || kind === 'grant.given')) timer.look()
  })
  timer.look()
  return {
    close() {
      stop()
      timer.close()
    },
  }
}
