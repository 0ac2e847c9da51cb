export { loadUpdater } from './electron-updater.ts'
export { namesSigner, unsupportedOf } from './support.ts'
export { installQuestion } from './install-question.ts'
export { createUpdates, installsLater, type Updates } from './updates.ts'
