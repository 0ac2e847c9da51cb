export { createDesktopUpdates } from './desktop-updates.ts'
export { installsLater, type Updates } from './updates.ts'
