import { app, dialog } from 'electron'
import { isInterlockError } from '#schemas'

/** Ends a start that failed, in words: without a window nobody would see why there is none. Also before the application is ready. */
export function failToStart(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  const remedy = isInterlockError(error) ? error.remedy : ''
  process.stderr.write(`${message}\n${remedy}\n`)
  dialog.showErrorBox('Interlock could not start', `${message}\n\n${remedy}`)
  app.exit(1)
}
