/** Whoever has touched nothing for so long is not typing. */
const STILL_S = 3
const LOOK_EVERY_MS = 2000

export interface QuietMoment {
  /** Calls `act` as soon as nobody types and the screen can be seen, at once where that is so. Asked again meanwhile, it still comes once. */
  readonly whenStill: (act: () => void) => void
  readonly close: () => void
}

/**
 * @param idleSeconds how long keyboard and mouse have been still
 * @param isLocked whether the screen is locked, where nobody types and nobody sees
 */
export function createQuietMoment(idleSeconds: () => number, isLocked: () => boolean): QuietMoment {
  let timer: NodeJS.Timeout | undefined

  function look(act: () => void): void {
    timer = undefined
    if (!isLocked() && idleSeconds() >= STILL_S) act()
    else timer = setTimeout(look, LOOK_EVERY_MS, act)
  }

  return {
    whenStill(act) {
      if (timer === undefined) look(act)
    },
    close: () => clearTimeout(timer),
  }
}
