/** How far the application is between its start and its end. */
export const phase = { ready: false, quitting: false, exiting: false }

/** @throws before `ready`, in Electron's own words */
export function needsReady(message: string, Kind: new (message: string) => Error = Error): void {
  if (!phase.ready) throw new Kind(message)
}
