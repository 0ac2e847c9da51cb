import { expect } from 'vitest'
import { aDesktop, consoleIsLive, type Desktop, until } from './harness/index.ts'

/** What main has open that a cycle could leave behind. `nativeTheme` is left out: the stand-in itself listens there for each page. */
function countsOf({ app }: Desktop) {
  return app.evaluate(({ app: electron, ipcMain, powerMonitor, BrowserWindow }) => {
    const listenersOf = (emitter: NodeJS.EventEmitter) =>
      emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0)
    const resources = process.getActiveResourcesInfo()
    return {
      listeners: [electron, ipcMain, powerMonitor, process].map((each) => listenersOf(each as NodeJS.EventEmitter)),
      ports: resources.filter((name) => name === 'MessagePort').length,
      sockets: resources.filter((name) => /TCPSocketWrap|PipeWrap/.test(name)).length,
      windows: BrowserWindow.getAllWindows().length,
      utilities: witness.utilities.filter(({ pid }) => pid !== undefined).length,
    }
  })
}

/** Reloads, closes and opens the window so many times; afterwards main has open what it had before. */
export async function expectNothingLeft(cycles: number): Promise<void> {
  // A page that goes while it asks is no fault.
  const desktop = await aDesktop({ tolerates: /./ })
  const { app } = desktop

  async function cycle(): Promise<void> {
    const page = app.windows()[0]
    if (!page) throw new Error('There is no window.')
    await page.reload()
    await consoleIsLive(page)
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.destroy())
    await until('it is gone', () => app.windows().length === 0)
    await app.evaluate(({ app: electron }) => electron.emit('activate'))
    await until('it is back', () => app.windows().length === 1)
    await app.windows()[0]?.locator('[data-contact="live"] footer').waitFor()
  }

  // The first makes what lasts.
  await cycle()
  await until('the workers are up', async () => (await countsOf(desktop)).utilities > 0)
  const before = await countsOf(desktop)
  for (let round = 0; round < cycles; round += 1) await cycle()
  await expect.poll(() => countsOf(desktop)).toEqual(before)
}
