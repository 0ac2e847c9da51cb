export { loadUpdater } from './electron-updater.ts'
export { unsupportedOf } from './support.ts'
export { createUpdates, type Updates } from './updates.ts'
