import type { Locator } from 'playwright'

/** Waits until it can be seen; fails when it does not come. */
export const expectShown = (locator: Locator): Promise<void> => locator.first().waitFor()

/** Waits until it is gone; fails when it stays. */
export const expectGone = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'detached' })
