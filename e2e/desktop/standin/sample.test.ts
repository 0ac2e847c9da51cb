import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { aDesktop, findProgram, startDesktop, until } from '../harness/index.ts'

const application = join(import.meta.dirname, 'sample')
const { executable: program } = findProgram()

/** The page has had an answer through its port. */
const answered = (page: Page) => page.waitForFunction(() => document.getElementById('said')?.textContent)
const aSample = () => aDesktop({ application, until: answered, tolerates: /Content Security Policy|status of 404/ })

it('shows a page of its own scheme under its own policy', async () => {
  const { app, page } = await aSample()
  expect(await page.title()).toBe('Sample page')
  expect(await page.evaluate(() => isSecureContext)).toBe(true)
  expect(await page.evaluate(() => 'inlineRan' in globalThis)).toBe(false)
  expect(await page.evaluate(async () => (await fetch('page.js')).status)).toBe(200)
  expect(await page.evaluate(async () => (await fetch('/../main.mjs')).status)).toBe(404)
  const urls = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((w) => w.webContents.getURL()),
  )
  expect(urls).toEqual(['app://bundle/'])
})

it('carries values through a port, both ways, and closes it with its document', async () => {
  const { page, said } = await aSample()
  const answer = JSON.parse((await page.textContent('#said')) ?? '') as { from: string; echo: object }
  expect(answer).toMatchObject({ from: 'app://bundle/', echo: { text: 'päge', bytes: { 0: 1, 1: 2, 2: 3 } } })
  await page.reload()
  await answered(page)
  await until('the first port is closed', () => said().includes('port closed'))
})

it('refuses permissions, other places and windows as the application says', async () => {
  const { page, app, opened } = await aSample()
  const state = (name: string) =>
    page.evaluate(async (asked) => (await navigator.permissions.query({ name: asked as PermissionName })).state, name)
  expect([await state('geolocation'), await state('notifications')]).toEqual(['denied', 'granted'])
  await page.click('#away')
  await page.click('#out')
  await page.evaluate(() => window.open('https://example.net/'))
  await until('both were handed on', async () => (await opened()).length === 2)
  expect(await opened()).toEqual(['https://example.org/', 'https://example.net/'])
  const address = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())
  expect(address).toBe('app://bundle/')
  expect(app.windows()).toHaveLength(1)
})

it('hands a second start to the first', async () => {
  const { app, home } = await aSample()
  const second = spawnSync(program, [application, '--home', home, 'interlock://x'], { timeout: 20_000 })
  expect(second.status).toBe(0)
  const title = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())
  await until('the first was told', async () => (await title()) === 'interlock://x')
})

it('tells of a page that crashed, and shows it again', async () => {
  const { app } = await aSample()
  const said = await app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const contents = window!.webContents
    const gone = new Promise<string>((resolve) =>
      contents.once('render-process-gone', (_event, { reason }) => resolve(reason)),
    )
    contents.forcefullyCrashRenderer()
    const reason = await gone
    const back = new Promise<void>((resolve) => contents.once('did-finish-load', () => resolve()))
    contents.reload()
    await back
    return { reason, title: await contents.executeJavaScript('document.title') }
  })
  expect(said).toEqual({ reason: 'crashed', title: 'Sample page' })
})

it('ends on a signal, with Chromium and all', async () => {
  const started = await startDesktop({ application })
  await started.app.firstWindow()
  process.kill(started.pid, 'SIGTERM')
  expect(await started.exited).toBe(0)
  started.leave()
})
