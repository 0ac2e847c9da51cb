import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'vite'
import { expect, it, onTestFinished } from 'vitest'
import { aDaemon, expectAccessible, openConsole, openWindow, picture } from './harness/index.ts'

const root = join(import.meta.dirname, '..', '..')

/** The console as one develops it; its address. */
async function devServer(): Promise<string> {
  const server = await createServer({
    configFile: join(root, 'vite.renderer.config.ts'),
    root: join(root, 'src-renderer'),
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, strictPort: false, hmr: false, ws: false, watch: null },
  })
  onTestFinished(() => server.close())
  await server.listen()
  const [address] = server.resolvedUrls?.local ?? []
  if (address === undefined) throw new Error('The development server has no address.')
  return address
}

it('shows every component in both themes, with contrast that holds, while one develops', async () => {
  const address = await devServer()
  for (const theme of ['light', 'dark'] as const) {
    const page = await openWindow({ theme, width: 1600, height: 1000, tolerates: /WebSocket|\[vite\]/ })
    await page.goto(new URL('/design', address).href)
    await page.getByRole('heading', { name: 'Design system' }).waitFor()
    for (const shown of ['light', 'dark']) await page.locator(`[data-shown="${shown}"] [data-token="ask"]`).waitFor()
    const lowest = await page
      .locator('[data-token]:not([data-token="line"]):not([data-token="control"]) td:nth-child(3)')
      .allTextContents()
    expect(lowest).toHaveLength(18)
    for (const contrast of lowest) expect(Number(contrast)).toBeGreaterThanOrEqual(4.5)
    await page
      .getByRole('group', { name: /How does a chart look/ })
      .first()
      .waitFor()
    await page
      .getByRole('figure', { name: /^Timeline: 3 steps/ })
      .first()
      .waitFor()
    await expectAccessible(page)
    await picture(page, `design-${theme}-1600`)
    await page.getByRole('button', { name: 'Open a dialog' }).click()
    await page.getByRole('dialog', { name: 'Cancel 12 jobs?' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Show a toast' }).click()
    await page.getByText('12 jobs cancelled.').waitFor()
  }
})

it('is absent from what is shipped', async () => {
  const shipped = join(root, 'dist', 'renderer')
  const files = readdirSync(shipped, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.map(({ name }) => name)).not.toContain('design.html')
  for (const { name, parentPath } of files.filter((file) => /\.(js|html|css)$/.test(file.name)))
    expect([name, readFileSync(join(parentPath, name), 'utf8').includes('Design system')]).toEqual([name, false])
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { at: '/design' })
  await page.getByRole('main').waitFor()
  expect(await page.getByText('Design system').count()).toBe(0)
})
