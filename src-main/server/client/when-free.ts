import { connectToCore, type CoreClient } from './connect.ts'

/** A core that starts, stops or belongs to a short command holds the data directory for so long at most. */
const TRANSITION_MS = 15_000
const TRANSITION_STEP_MS = 100

/**
 * Opens something on a data directory. Where another process holds it, waits until that answers or lets go.
 * @param serves whether a core that answers is one to go on with; otherwise it is waited for too
 * @throws InterlockError core_already_running when it does neither
 */
export async function openWhenFree<T>(
  home: string,
  open: () => Promise<T>,
  serves: (live: CoreClient) => Promise<boolean> = () => Promise.resolve(true),
): Promise<{ own: T } | { live: CoreClient }> {
  const deadline = performance.now() + TRANSITION_MS
  for (;;) {
    const own = await open().catch((error: unknown) => {
      if (!isHeldElsewhere(error) || performance.now() > deadline) throw error
      return undefined
    })
    if (own !== undefined) return { own }
    await new Promise((resolve) => setTimeout(resolve, TRANSITION_STEP_MS))
    const live = await connectToCore(home)
    // A core that leaves while it is asked serves nobody.
    if (live && (await serves(live).catch(() => false))) return { live }
  }
}

/** Told by its member, so that who only looks for a live core need not load the classes of errors. */
function isHeldElsewhere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'core_already_running'
}

/** A core that a command holds for its length has none. */
export async function hasConsole(live: CoreClient): Promise<boolean> {
  return (await live.system.signInUrl()).url !== null
}
