import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  aDaemon,
  aJob,
  aScript,
  BUDGETS,
  endless,
  expectAccessible,
  expectShown,
  LOOKS,
  NO_CONNECTION,
  openConsole,
  overOutput,
  picture,
  settledJob,
  until,
} from './harness/index.ts'

it('answers what is safe, what works, what needs me and what went wrong, in this order', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon)
  await page.getByRole('region', { name: 'Went wrong' }).waitFor()
  expect(await page.locator('main h2').allTextContents()).toEqual([
    'No jobs yet',
    'Safe',
    'Working',
    'Needs you',
    'Went wrong',
  ])
})

describe('on the very first start', () => {
  it('says what the demo runs, runs it, and makes room for what it left', async () => {
    const daemon = await aDaemon({ bare: true, slots: 2 })
    const page = await openConsole(daemon)
    await expectAccessible(page)
    await page.getByText('Runs the tests of the demo project with Node.').waitFor()
    await page.getByRole('button', { name: 'Run the demo' }).click()
    await page.getByText('3 demo jobs added.').waitFor()
    await page.getByRole('heading', { name: 'No jobs yet' }).waitFor({ state: 'detached' })
    const { items } = await daemon.core.jobs.list({})
    expect(items).toHaveLength(3)
  })

  it('takes a folder as a workspace, and says of a wrong one what is wrong and what is safe', async () => {
    const daemon = await aDaemon({ bare: true })
    const page = await openConsole(daemon)
    await page.getByLabel('Folder').fill(join(daemon.workspace, 'missing'))
    await page.getByRole('button', { name: 'Add workspace' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'workspace_invalid' })
    await alert.getByText('No folder was added.').waitFor()
    await expectAccessible(page)
    mkdirSync(join(daemon.workspace, 'mine'))
    await page.getByLabel('Folder').fill(join(daemon.workspace, 'mine'))
    await page.getByLabel('Name').fill('mine')
    await page.keyboard.press('Enter')
    await page.getByText('Workspace mine added.').waitFor()
    expect((await daemon.core.workspaces.list()).map(({ name }) => name)).toEqual(['mine'])
    await page.getByLabel('Folder').waitFor({ state: 'detached' })
  })
})

it('shows a running job with its limits filling up, and how many wait for what', async () => {
  const daemon = await aDaemon()
  await endless(daemon)
  await until('it runs', async () => (await daemon.core.system.status()).counts.running === 1)
  await daemon.core.jobs.enqueue(aJob())
  const page = await openConsole(daemon)
  const working = page.getByRole('region', { name: 'Working' })
  await working.getByText('1 of 1 slot busy').waitFor()
  await working.getByText('Waits for a free slot: 1 of 1 busy.').waitFor()
  const output = working.getByRole('meter', { name: 'output' })
  const time = working.getByRole('meter', { name: 'time' })
  const valueOf = async (meter: typeof output) => Number(await meter.getAttribute('aria-valuenow'))
  const before = [await valueOf(output), await valueOf(time)]
  await until('both grow', async () => (await valueOf(output)) > before[0]! && (await valueOf(time)) > before[1]!)
  expect(await time.getAttribute('aria-valuetext')).toMatch(/^[\d.]+ of 120 s$/)
})

it('names the latest failures with their reasons and leads to them', async () => {
  const daemon = await aDaemon()
  const id = await overOutput(daemon)
  await settledJob(daemon, id)
  const page = await openConsole(daemon)
  const wrong = page.getByRole('region', { name: 'Went wrong' })
  await wrong.getByText(/Output limit reached: [\d.]+ (KiB )?of 1 KiB\./).waitFor()
  await wrong.getByRole('link').first().click()
  await page.waitForURL(`**/jobs/${id}`)
  await expectShown(page.getByRole('heading', { level: 1 }))
})

it('asks for the operator where nobody else can go on', async () => {
  const daemon = await aDaemon()
  await endless(daemon)
  const page = await openConsole(daemon)
  const needs = page.getByRole('region', { name: 'Needs you' })
  await needs.getByText('Nothing waits for you.').waitFor()
  await until('it runs', async () => (await daemon.core.system.status()).counts.running === 1)
  await daemon.core.killSwitch.engage({ hard: true })
  await needs.getByText('The kill switch stopped 1 run. The release asks what becomes of it.').waitFor()
  await needs.getByRole('button', { name: 'Release…' }).click()
  await expectShown(page.getByRole('dialog', { name: 'Release the kill switch?' }))
})

it('tells when the folder of a workspace is gone', async () => {
  const daemon = await aDaemon()
  const id = (await daemon.core.jobs.enqueue(aJob())).job.id
  await settledJob(daemon, id)
  rmSync(daemon.workspace, { recursive: true })
  await daemon.core.jobs.enqueue(aJob())
  const page = await openConsole(daemon)
  await page.getByRole('region', { name: 'Went wrong' }).getByRole('link').first().waitFor()
  expect(await page.getByRole('region', { name: 'Safe' }).textContent()).toContain('Released')
})

it('counts times by the core’s clock, however wrong the browser’s is', async () => {
  const daemon = await aDaemon({ slots: 0 })
  await daemon.core.jobs.enqueue(aJob())
  const page = await openConsole(daemon, { browserClockOffMs: 10 * 60_000 })
  const working = page.getByRole('region', { name: 'Working' })
  await working.getByText('1 queued').waitFor()
  expect(await working.textContent()).toMatch(/oldest (now|\d+ s ago)/)
})

it('spells out what a title hides, so that it cannot turn itself round', async () => {
  const daemon = await aDaemon()
  const { job } = await daemon.core.jobs.enqueue(
    aScript('yes # \u202Egpj.exe', { budgets: { ...BUDGETS, max_output_bytes: 1024 } }),
  )
  await settledJob(daemon, job.id)
  const page = await openConsole(daemon)
  await page.getByRole('region', { name: 'Went wrong' }).getByText('⟨U+202E⟩').first().waitFor()
  expect(await page.locator('body').innerText()).not.toContain('\u202E')
})

describe.each(LOOKS)('$theme, $width wide', (look) => {
  it('is accessible and drawn: first start, busy, engaged, stale', async () => {
    const daemon = await aDaemon()
    const name = (state: string) => `overview-${state}-${look.theme}-${look.width}`
    const page = await openConsole(daemon, { ...look, tolerates: NO_CONNECTION })
    await page.getByRole('button', { name: 'Run the demo' }).waitFor()
    await expectAccessible(page)
    await picture(page, name('first'))

    await settledJob(daemon, await overOutput(daemon))
    await endless(daemon)
    await page.getByRole('meter').first().waitFor()
    await page.getByText('Output limit reached').waitFor()
    await expectAccessible(page)
    await picture(page, name('busy'))

    await daemon.core.killSwitch.engage({ hard: true })
    await page.getByText('HARD STOP', { exact: true }).waitFor()
    await expectAccessible(page)
    await picture(page, name('hard-stop'))

    daemon.freeze()
    await page.getByText('State unknown', { exact: true }).waitFor()
    await expectAccessible(page)
    await picture(page, name('stale'))
    daemon.thaw()
    await page.getByText('HARD STOP', { exact: true }).waitFor()
  })
})
