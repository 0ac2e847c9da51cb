import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { connectToCore } from '#server/client'
import { aFolder } from '../support/test-core.ts'
import { aDesktop, consoleIsLive, type Desktop, startDesktop, endDesktop, until } from './harness/index.ts'

/** What main wrote into its log, such as what it refused. */
function refusals(home: string): string[] {
  const text = readFileSync(join(home, 'logs', 'desktop.log'), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { msg: string }).msg)
}

const killSwitchOf = async (home: string) => (await (await connectToCore(home))!.killSwitch.get()).mode

/** Clicks something that asks the core, so that the port is shown to work. */
async function expectToWork(page: Page, home: string): Promise<void> {
  await page.getByRole('button', { name: 'Engage kill switch' }).click()
  await expect.poll(() => killSwitchOf(home)).toBe('engaged')
}

describe('the page', () => {
  it('has no door to this machine but its ports, and no permission but to put text on the clipboard', async () => {
    const { page } = await aDesktop()
    const found = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer', 'global'].filter((name) => name in window),
    )
    expect(found).toEqual([])
    expect(await page.title()).toMatch(/Interlock/)
    expect(await page.getByText('Sign in').count()).toBe(0)

    const granted = await page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'clipboard-write']
      const states = await Promise.all(
        names.map(async (name) => [name, (await navigator.permissions.query({ name: name as PermissionName })).state]),
      )
      return states.flatMap(([name, state]) => (state === 'granted' ? [name] : []))
    })
    expect(granted).toEqual(['clipboard-write'])
  })

  it('keeps nobody from closing its window, saves no file, and sends no packets past the settings of the network', async () => {
    const { app, home } = await aDesktop()
    const { isObeyed, isRefused, policies } = await app.evaluate(({ BrowserWindow, session }) => {
      let isObeyed = false
      let isRefused = false
      const download = { preventDefault: () => (isRefused = true) }
      session.defaultSession.emit('will-download', download, { getURL: () => 'data:text/plain,x' })
      const event = { preventDefault: () => (isObeyed = true) }
      const windows = BrowserWindow.getAllWindows()
      windows[0]?.webContents.emit('will-prevent-unload', event)
      windows[0]?.webContents.emit('preload-error', {}, '/preload.cjs', new Error('no module'))
      const policies = windows.map(({ webContents }) => webContents.getWebRTCIPHandlingPolicy())
      return { isObeyed, isRefused, policies }
    })
    expect([isObeyed, isRefused]).toEqual([true, true])
    expect(refusals(home)).toEqual(expect.arrayContaining(['Refused a download', 'The preload failed']))
    expect(policies).toEqual(['disable_non_proxied_udp'])
  })

  it('runs no code but that of its files, and reaches nothing', async () => {
    const { page } = await aDesktop({ tolerates: /Content Security Policy|violates the following/i })
    const broken = await page.evaluate(async () => {
      const violated = new Set<string>()
      document.addEventListener('securitypolicyviolation', (event) => violated.add(event.effectiveDirective))
      const script = document.createElement('script')
      script.textContent = 'window.__inline = true'
      document.head.append(script)
      const evaluates = () => {
        try {
          // oxlint-disable-next-line no-implied-eval -- that it cannot is what is tested
          return new Function('return true')() as boolean
        } catch {
          return false
        }
      }
      const remote = document.createElement('script')
      remote.src = 'https://example.com/a.js'
      document.head.append(remote)
      const image = document.createElement('img')
      image.src = 'https://example.com/a.png'
      document.body.append(image)
      const frame = document.createElement('iframe')
      frame.src = 'https://example.com/'
      document.body.append(frame)
      const reached = await fetch('https://example.com/').then(
        () => true,
        () => false,
      )
      const own = await fetch('/theme.js').then(
        () => true,
        () => false,
      )
      await new Promise((resolve) => setTimeout(resolve, 300))
      return { inline: '__inline' in window, evaluated: evaluates(), reached, own, violated: [...violated].toSorted() }
    })
    expect(broken).toMatchObject({ inline: false, evaluated: false, reached: false, own: false })
    expect(broken.violated).toEqual(expect.arrayContaining(['connect-src', 'frame-src', 'img-src', 'script-src-elem']))
  })

  it('stays where it is, and opens no other window', async () => {
    const { page, app, home, opened } = await aDesktop({ tolerates: /./ })
    const address = page.url()
    await page.evaluate(() => location.assign('https://example.com/'))
    await page.evaluate(() => location.assign('file:///etc/passwd'))
    const other = await page.evaluate(() => window.open('https://example.com/') === null)
    expect(other).toBe(true)
    await page.evaluate(() => window.open('https://nodejs.org/en'))
    await until('the link was handed to the system', async () => (await opened()).length > 0)
    expect(await opened()).toEqual(['https://nodejs.org/en'])
    await until(
      'both were refused',
      () => refusals(home).filter((each) => each.startsWith('Refused to leave')).length >= 2,
    )
    expect(page.url()).toBe(address)
    expect(app.windows()).toHaveLength(1)
    await consoleIsLive(page)
  })
})

describe('a port', () => {
  it('is given again after a reload, is said to be open once, and calls go on', async () => {
    const { page, home } = await aDesktop()
    await page.addInitScript(() => {
      const opened: string[] = []
      Object.assign(window, { opened })
      window.addEventListener('message', ({ data, ports: [port] }: MessageEvent<{ port: string }>) =>
        port?.addEventListener('message', (said: MessageEvent<unknown>) => {
          if (said.data === true) opened.push(data.port)
        }),
      )
    })
    for (let round = 0; round < 3; round += 1) {
      await page.reload()
      await consoleIsLive(page)
    }
    await expectToWork(page, home)
    const opened = await page.evaluate(() => ('opened' in window ? window.opened : undefined))
    expect(opened).toHaveLength(2)
    expect(opened).toEqual(expect.arrayContaining(['core', 'shell']))
  })

  it('is refused to whoever is not the page of a window of ours', async () => {
    const { page, app, home } = await aDesktop()
    const closed = await app.evaluate(async ({ ipcMain, MessageChannelMain, BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      if (!window) throw new Error('There is no window.')
      const asked = (senderFrame: unknown, sender: unknown, name: unknown) => {
        const { port1, port2 } = new MessageChannelMain()
        const { promise, resolve } = Promise.withResolvers<boolean>()
        port1.on('close', () => resolve(true))
        port1.start()
        setTimeout(() => resolve(false), 3000)
        ipcMain.emit('interlock:port', { ports: [port2], sender, senderFrame }, name)
        return promise
      }
      const page = { url: 'app://bundle/', parent: null }
      return Promise.all([
        asked({ url: 'https://example.com/', parent: null }, window.webContents, 'core'),
        asked({ url: 'app://bundle/', parent: page }, window.webContents, 'core'),
        asked(page, { id: 9999 }, 'core'),
        asked(null, window.webContents, 'core'),
        asked(page, window.webContents, 'toString'),
        asked(page, window.webContents, 'files'),
      ])
    })
    expect(closed).toEqual([true, true, true, true, true, true])
    expect(refusals(home).filter((each) => each === 'Refused a port')).toHaveLength(6)
    await expectToWork(page, home)
  })
})

describe('a window', () => {
  it('opens where it was left, or in sight where that lies beyond every display', async () => {
    const home = aFolder('home')
    const file = join(home, 'chromium', 'window.json')
    const boundsIn = ({ app }: Pick<Desktop, 'app'>) =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())

    const first = await startDesktop({ home })
    await consoleIsLive(await first.app.firstWindow())
    await first.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 50, width: 900, height: 650 }),
    )
    await until('it is written down', () => existsSync(file) && readFileSync(file, 'utf8').includes('"width":900'))
    await endDesktop(first)

    const second = await startDesktop({ home })
    await second.app.firstWindow()
    expect(await boundsIn(second)).toMatchObject({ width: 900, height: 650 })
    await endDesktop(second)

    const far = { bounds: { x: 90_000, y: 90_000, width: 900, height: 650 }, maximised: false }
    writeFileSync(file, JSON.stringify(far))
    expect((await boundsIn(await aDesktop({ home })))?.x).toBeLessThan(5000)
  })

  it('comes back in place when its page crashes, and the core does not notice', async () => {
    const { app, home } = await aDesktop({ tolerates: /./ })
    const { pid } = (await (await connectToCore(home))!.system.status()).core
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
    // Playwright lets go of a page that crashed, so main is asked.
    await until('it is live again', () =>
      app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]
          ?.webContents.executeJavaScript(`document.querySelector('[data-contact="live"]') !== null`)
          .catch(() => false),
      ),
    )
    expect((await (await connectToCore(home))!.system.status()).core.pid).toBe(pid)
  })

  it('asks when its page does not answer, until it does again, and when it ends again and again', async () => {
    const { app, page, asked, answer, dialogs } = await aDesktop({ tolerates: /./ })
    const tell = (event: 'unresponsive' | 'responsive') =>
      app.evaluate(({ BrowserWindow }, name) => BrowserWindow.getAllWindows()[0]?.emit(name), event)
    await tell('unresponsive')
    expect((await asked()).options).toMatchObject({ buttons: ['Load it again', 'Wait'], defaultId: 1, cancelId: 1 })
    await tell('responsive')
    await expect.poll(async () => (await dialogs()).filter(({ waits }) => waits)).toEqual([])

    await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      for (let at = 0; at < 3; at += 1) contents?.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
    })
    const question = await asked()
    expect(question.options).toMatchObject({ buttons: ['Load it again', 'Leave it'], defaultId: 0, cancelId: 1 })
    await answer('Leave it')
    await consoleIsLive(page)
  })
})
