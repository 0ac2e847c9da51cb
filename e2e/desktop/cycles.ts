import { expect } from 'vitest'
import { aDesktop, consoleIsLive, type Desktop, until } from './harness/index.ts'

/**
 * What main has open that a cycle could leave behind. `nativeTheme` is left out: the stand-in itself listens there for each page.
 * Streams of a page, its calls and its lines to the core have an AbortController each; those that nothing holds are collected first.
 */
function countsOf({ app }: Desktop): Promise<Record<string, number>> {
  return app.evaluate(({ app: electron, ipcMain, powerMonitor, session, BrowserWindow }) => {
    const { readdirSync, readFileSync } = process.getBuiltinModule('node:fs')
    const { queryObjects } = process.getBuiltinModule('node:v8')
    const listenersOf = (emitter: unknown) => {
      const { eventNames, listenerCount } = emitter as NodeJS.EventEmitter
      return eventNames.call(emitter).reduce((sum, name) => sum + listenerCount.call(emitter, name), 0)
    }
    const resources = process.getActiveResourcesInfo()
    const linux = process.platform === 'linux'
    const children = (task: string) => readFileSync(`/proc/self/task/${task}/children`, 'utf8').match(/\d+/g) ?? []
    return {
      'listeners of app': listenersOf(electron),
      'listeners of ipcMain': listenersOf(ipcMain),
      'listeners of powerMonitor': listenersOf(powerMonitor),
      'listeners of the session': listenersOf(session.defaultSession),
      'listeners of the process': listenersOf(process),
      ports: resources.filter((name) => name === 'MessagePort').length,
      sockets: resources.filter((name) => /TCPSocketWrap|PipeWrap/.test(name)).length,
      timers: resources.filter((name) => name === 'Timeout').length,
      streams: queryObjects(AbortController, { format: 'count' }),
      windows: BrowserWindow.getAllWindows().length,
      utilities: witness.utilities.filter(({ pid }) => pid !== undefined).length,
      ...(linux && {
        files: readdirSync('/proc/self/fd').length,
        processes: readdirSync('/proc/self/task').flatMap(children).length,
      }),
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
  await until('the workers are up', async () => ((await countsOf(desktop))['utilities'] ?? 0) > 0)
  const before = await countsOf(desktop)
  for (let round = 0; round < cycles; round += 1) await cycle()
  await expect.poll(async () => grown(before, await countsOf(desktop))).toEqual({})
}

/** What there is more of than before. What a start had open for a moment may well be gone. */
function grown(before: Record<string, number>, now: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(now).filter(([name, count]) => count > (before[name] ?? 0)))
}
