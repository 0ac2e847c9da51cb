import { chromium, type Page } from 'playwright'
import { expect, it, onTestFinished } from 'vitest'
import { findBrowser } from '../gate/find-browser.mjs'
import { aDaemon, openConsole, settledScript, type TestDaemon, until } from './harness/index.ts'

/** A window of a browser that has WebGL, made by the processor here. */
async function aWindowWithGraphics(daemon: TestDaemon, at: string): Promise<Page> {
  const executablePath = findBrowser() ?? ''
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking'],
  })
  onTestFinished(() => browser.close())
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  const address = new URL(await daemon.signInUrl())
  address.pathname = at
  address.search = '?tab=log'
  await page.goto(address.href)
  return page
}

const drawnBy = (page: Page, what: string) => page.locator(`[data-drawn-by="${what}"]`)
/** Draws with WebGL whoever makes it. */
async function alwaysGraphics({ core }: TestDaemon): Promise<void> {
  const { revision, value } = (await core.desk.get()).display
  await core.desk.put({ key: 'display', revision, value: { ...value, logs: 'graphics' } })
}

/** How many colours one sees in the terminal. */
async function coloursOf(page: Page): Promise<number> {
  const png = (await page.locator('.xterm-screen').screenshot()).toString('base64')
  // The page itself may load no picture from an address of data.
  const blank = await page.context().newPage()
  try {
    return await blank.evaluate(async (address) => {
      const bitmap = await createImageBitmap(await (await fetch(address)).blob())
      const copy = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
      copy?.drawImage(bitmap, 0, 0)
      const pixels = new Uint32Array(copy?.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer ?? [])
      return new Set(pixels).size
    }, `data:image/png;base64,${png}`)
  } finally {
    await blank.close()
  }
}

it('draws logs with elements of the page where there is no graphics card', async () => {
  const daemon = await aDaemon()
  const { id } = await settledScript(daemon, 'echo shown')
  const page = await openConsole(daemon, { at: `/jobs/${id}?tab=log` })
  await drawnBy(page, 'elements')
    .locator('.xterm-rows')
    .getByText(/^shown/)
    .waitFor()
  expect(await page.locator('.xterm-screen canvas').count()).toBe(0)
})

it('draws logs by WebGL, and goes on with elements when the card takes its context away', async () => {
  const daemon = await aDaemon()
  await alwaysGraphics(daemon)
  const { id } = await settledScript(daemon, 'printf "\\033[31mred\\033[0m plain\\n"')
  const page = await aWindowWithGraphics(daemon, `/jobs/${id}`)
  await page.locator('[data-contact="live"]').waitFor()
  // The wish is mirrored with the first words of the core; a log that is open already keeps how it is drawn.
  await page.getByRole('tab', { name: 'Request' }).click()
  await page.getByRole('tab', { name: 'Log' }).click()
  await drawnBy(page, 'graphics').waitFor()
  await until('something in colours is on the canvas', async () => (await coloursOf(page)) > 3)
  expect(await page.locator('.xterm-rows').count()).toBe(0)

  // The terminal has another canvas, without WebGL.
  await page.locator('.xterm-screen canvas').evaluateAll((canvases) => {
    for (const canvas of canvases)
      if (canvas instanceof HTMLCanvasElement)
        canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext()
  })
  await drawnBy(page, 'elements').locator('.xterm-rows').getByText('plain').last().waitFor()
})
