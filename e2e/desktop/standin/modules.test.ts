import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aDesktop } from '../harness/index.ts'

const application = join(import.meta.dirname, 'sample')
const aSample = (env: Record<string, string> = {}) =>
  aDesktop({ application, env, until: async () => undefined, tolerates: /Content Security Policy/ })

it('refuses what Electron refuses, in its words', async () => {
  const { app } = await aSample()
  const said = await app.evaluate(
    ({ dialog, Menu, Tray, utilityProcess, BrowserWindow, MessageChannelMain, protocol }) => {
      const told = (act: () => unknown) => {
        try {
          act()
          return 'nothing'
        } catch (error) {
          return error instanceof Error ? error.message : String(error)
        }
      }
      const { port1, port2 } = new MessageChannelMain()
      const window = new BrowserWindow({ show: false })
      window.destroy()
      return [
        told(() => dialog.showMessageBox({ type: 'confirm' as 'info', message: 'Sure?' })),
        told(() => utilityProcess.fork('worker.js', [], { env: { TOKEN: undefined as unknown as string } })),
        told(() => Menu.buildFromTemplate([{ id: 'nameless' }])),
        told(() => new Tray('no-such-icon.png')),
        told(() => window.show()),
        told(() => port1.postMessage(null, [port1])),
        told(() => port1.postMessage(() => undefined)),
        told(() => port1.postMessage(null, [port2, port2])),
        told(() => protocol.registerSchemesAsPrivileged([])),
      ]
    },
  )
  expect(said).toEqual([
    'Invalid message box type',
    'Invalid value for env',
    'Invalid template for MenuItem: must have at least one of label, role or type',
    "Failed to load image from path 'no-such-icon.png'",
    'Object has been destroyed',
    'Port at index 0 contains the source port.',
    'An object could not be cloned.',
    'Port at index 1 is a duplicate.',
    'protocol.registerSchemesAsPrivileged should be called before app is ready',
  ])
})

it('delivers nothing to a port that was not started, and tells both ends of its end', async () => {
  const { app } = await aSample()
  const heard = await app.evaluate(async ({ MessageChannelMain }) => {
    const { port1, port2 } = new MessageChannelMain()
    const got: unknown[] = []
    const closed = new Promise<void>((resolve) => port2.on('close', () => resolve()))
    port2.on('message', ({ data }) => got.push(data))
    port1.postMessage('early')
    await new Promise((resolve) => setTimeout(resolve, 50))
    const before = got.length
    port2.start()
    port1.postMessage('late')
    await new Promise((resolve) => setTimeout(resolve, 50))
    port1.close()
    await closed
    return { before, got }
  })
  expect(heard).toEqual({ before: 0, got: ['early', 'late'] })
})

it('keeps the menu of a tray as it was when it was set', async () => {
  const { app, trayMenu } = await aSample()
  await app.evaluate(({ Menu, Tray, nativeImage }) => {
    const menu = Menu.buildFromTemplate([{ id: 'stop', label: 'Stop' }])
    new Tray(nativeImage.createEmpty()).setContextMenu(menu)
    menu.getMenuItemById('stop')!.enabled = false
  })
  expect(await trayMenu()).toMatchObject([{ id: 'stop', enabled: true }])
})

it('answers a question that is withdrawn with its refusing button', async () => {
  const { app, asked, dialogs } = await aSample()
  const answer = app.evaluate(async ({ dialog }) => {
    const withdraw = new AbortController()
    const { response } = await dialog.showMessageBox({
      message: 'Go on?',
      buttons: ['Yes', 'No'],
      cancelId: 1,
      signal: Object.assign(withdraw.signal, { later: setTimeout(() => withdraw.abort(), 200) }),
    })
    return response
  })
  await asked()
  expect(await answer).toBe(1)
  expect((await dialogs()).map(({ waits }) => waits)).toEqual([false])
})
