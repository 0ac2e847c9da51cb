import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { SANDBOX_PROMISES } from '#schemas'
import { aDaemon, aStillDaemon, expectFineInEveryLook, openConsole, type TestDaemon, until } from './harness/index.ts'

const promise = (page: Page, name: string) => page.locator(`[data-promise="${name}"]`)

/** The workers once each has tried its sandbox. */
const tested = ({ core }: TestDaemon) =>
  until('the sandbox was tried', async () => {
    const workers = await core.workers.list()
    return workers.every(({ sandbox_findings }) => sandbox_findings !== null) && workers
  })

it('shows each promise with what was tried and what was seen, and tries them again while one looks on', async () => {
  const daemon = await aDaemon()
  const [worker] = await tested(daemon)
  const page = await openConsole(daemon, { at: '/sandbox' })
  await promise(page, 'network').getByText('Connect to an open port of this machine.').waitFor()
  expect(await page.locator('[data-promise]').count()).toBe(SANDBOX_PROMISES.length)
  const kept = worker!.sandbox_findings!.filter(({ kept_by }) => kept_by === 'os').length
  expect(await page.locator('[data-state="kept"]').count()).toBe(kept)
  await expectFineInEveryLook(page, 'sandbox')

  await page.getByRole('button', { name: 'Run again' }).click()
  await page.locator('[data-state="trying"]').first().waitFor()
  await page.getByRole('button', { name: 'Run again' }).waitFor()
  await until('it was tried anew', async () => {
    const [again] = await daemon.core.workers.list()
    return again!.sandbox_tested_at !== worker!.sandbox_tested_at
  })
  const { items } = await daemon.core.events.page({ filter: { kind: ['worker.self_tested'] }, limit: 10 })
  expect(items).toMatchObject([{ actor: 'operator' }])
})

it('is reached and run by keyboard, and chooses among several workers', async () => {
  const daemon = await aDaemon({ slots: 2 })
  await tested(daemon)
  const page = await openConsole(daemon)
  await page.keyboard.press('g')
  await page.keyboard.press('b')
  await page.getByRole('heading', { name: 'Sandbox', level: 1 }).waitFor()
  const slot = page.getByRole('link', { name: /^Slot 1/ })
  await slot.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'What the worker of slot 1 tried' }).waitFor()
  expect(page.url()).toMatch(/\/sandbox\?slot=1$/)
  await page.getByRole('button', { name: 'Run again' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('Being tried', { exact: true }).first().waitFor()
  await page.getByRole('button', { name: 'Run again' }).waitFor()
  await expectFineInEveryLook(page, 'sandbox-two-workers')
})

it('is linked from where the level is named', async () => {
  const daemon = await aDaemon()
  await tested(daemon)
  const page = await openConsole(daemon, { at: '/doctor' })
  for (const [from, link] of [
    ['/doctor', page.getByRole('link', { name: 'Show each promise' })],
    ['/', page.getByRole('main').getByRole('link', { name: /^sandbox os-/ })],
    ['/', page.getByRole('contentinfo').getByRole('link', { name: /^os-/ })],
  ] as const) {
    await page.goto(new URL(from, page.url()).href)
    await link.click()
    await page.getByRole('heading', { name: 'Sandbox', level: 1 }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/sandbox')
  }
})

it('says what to do where nothing can be tried', async () => {
  const daemon = await aStillDaemon()
  const page = await openConsole(daemon, { at: '/sandbox' })
  await page.getByRole('heading', { name: 'Sandbox', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Run again' }).waitFor()
  await expectFineInEveryLook(page, 'sandbox-still')
})
