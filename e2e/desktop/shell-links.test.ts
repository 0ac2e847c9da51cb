import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aJob } from '../support/jobs.ts'
import { aFolder } from '../support/test-core.ts'
import { aDemo, coreOf } from './bed.ts'
import { aDesktop, type Desktop, startedByHand, until } from './harness/index.ts'

/** Starts the application a second time on the same data directory, with what is to be opened. @returns its exit code */
async function startAgain({ home }: Desktop, ...toOpen: string[]): Promise<number> {
  const child = spawn(...startedByHand('--home', home, ...toOpen), {
    env: { ...process.env, STANDIN_NODE: process.execPath },
    stdio: 'ignore',
    // One that goes on is not waited for.
    timeout: 30_000,
    killSignal: 'SIGKILL',
  })
  const [code] = (await once(child, 'exit')) as [number]
  return code
}

const isMinimised = ({ app }: Desktop) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized())

describe('a second start', () => {
  it('ends at once and shows the window of the first, or makes it again where there is none', async () => {
    const desktop = await aDesktop()
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
    await until('it is minimised', () => isMinimised(desktop))
    expect(await startAgain(desktop)).toBe(0)
    await until('it is shown', async () => (await isMinimised(desktop)) === false)
    expect(desktop.app.windows()).toHaveLength(1)

    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.destroy())
    await until('it is gone', () => desktop.app.windows().length === 0)
    await startAgain(desktop)
    await expect.poll(() => desktop.app.windows().length).toBe(1)
    await desktop.app.windows()[0]?.locator('[data-contact="live"]').waitFor()
  })
})

describe('a link', () => {
  it('leads to what it names, without loading the page anew; one that names nothing of ours is told', async () => {
    const desktop = await aDesktop()
    const { page, home } = desktop
    const core = await coreOf(home)
    await aDemo(core)
    const { job } = await core.jobs.enqueue({ ...aJob() })
    await page.evaluate(() => Object.assign(window, { mark: 'same page' }))
    await startAgain(desktop, `interlock://job/${job.id}`)
    await until('the job is shown', () => page.url().includes(`/jobs/${job.id}`))
    expect(await page.evaluate(() => 'mark' in window)).toBe(true)
    await startAgain(desktop, 'interlock://ledger/2')
    await until('the row is shown', () => page.url().includes('/ledger?seq=2'))
    const address = page.url()
    await startAgain(desktop, 'interlock://kill/release?now=1', 'interlock://job/..%2f..')
    await page.getByText('This link leads to nothing that Interlock knows.').first().waitFor()
    expect(page.url()).toBe(address)
  })
})

describe('a file', () => {
  it('with a job fills the form of a new job, and adds nothing', async () => {
    const desktop = await aDesktop()
    const { page, home } = desktop
    const core = await coreOf(home)
    await aDemo(core)
    const file = join(aFolder(), 'compact.json')
    writeFileSync(file, JSON.stringify({ ...aJob(), payload: { ...aJob().payload, inputs: ['FROM_THE_FILE.md'] } }))
    await startAgain(desktop, file)
    await page.getByText('from the file compact.json').waitFor()
    await page.getByRole('tab', { name: 'JSON' }).click()
    await page.getByText('FROM_THE_FILE.md').first().waitFor()
    expect((await core.jobs.list({ limit: 10 })).items).toEqual([])
  })

  it('of an evidence bundle is shown with how to verify it by our own verifier; what is neither is refused', async () => {
    const desktop = await aDesktop()
    const { page, home } = desktop
    const core = await coreOf(home)
    const { path } = await core.evidence.export({})
    await startAgain(desktop, path)
    const dialog = page.getByRole('dialog', { name: 'Evidence bundle' })
    await dialog.waitFor()
    expect(await dialog.textContent()).toContain(join('resources', 'verify-evidence.mjs'))
    expect(await dialog.textContent()).not.toContain(join(path, 'verify.mjs'))
    await page.keyboard.press('Escape')

    const folder = join(aFolder(), 'holiday')
    mkdirSync(folder)
    await startAgain(desktop, folder, '/gone/job.json')
    await expect.poll(() => page.getByText('This folder is no evidence bundle.').count()).toBe(1)
  })
})

it('opens what the first start was given, once its page is there', async () => {
  const { page } = await aDesktop({ args: ['interlock://ledger/1'] })
  await expect.poll(() => page.url()).toContain('/ledger?seq=1')
})
