import { chmodSync } from 'node:fs'
import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { aFolder } from '../support/test-core.ts'
import { aDaemon, expectFineInEveryLook, expectGone, openConsole, until } from './harness/index.ts'

const at = '/settings/workspaces'
const dialog = (page: Page) => page.getByRole('dialog')

function aToolFolder(): string {
  const folder = aFolder('tools')
  chmodSync(folder, 0o755)
  return folder
}

it('adds and removes toolchains of a workspace, by keyboard alone', async () => {
  const tools = aToolFolder()
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { at })
  await page.getByRole('button', { name: 'Toolchains… demo' }).focus()
  await page.keyboard.press('Enter')
  await dialog(page).getByRole('heading', { name: 'Its jobs see' }).waitFor()
  expect(page.url()).toMatch(/\?toolchains=demo$/)
  await dialog(page).getByLabel('Another folder').focus()
  await page.keyboard.type(tools)
  await page.keyboard.press('Enter')
  await dialog(page)
    .getByRole('button', { name: `Remove ${tools}` })
    .waitFor()
  await expectFineInEveryLook(page, 'settings-toolchains')
  await page.keyboard.press('Escape')
  await expectGone(dialog(page))
  await page.getByRole('listitem').getByText(tools).waitFor()
  await expectFineInEveryLook(page, 'settings-workspaces-toolchains')
  await page.getByRole('button', { name: 'Toolchains… demo' }).click()
  await dialog(page)
    .getByRole('button', { name: `Remove ${tools}` })
    .focus()
  await page.keyboard.press('Enter')
  await dialog(page).getByText('Nothing beyond the programs of the system.').waitFor()
  expect((await daemon.core.workspaces.list())[0]!.toolchains).toEqual([])
  const { items } = await daemon.core.events.page({ filter: { kind: ['workspace.toolchains_set'] }, limit: 10 })
  expect(items.map(({ actor }) => actor)).toEqual(['operator', 'operator'])
})

it('proposes what was found on this machine', async () => {
  const daemon = await aDaemon()
  const proposed = await until('a worker has looked', async () => {
    const [worker] = await daemon.core.workers.list()
    return worker!.sandbox_level !== null && (await daemon.core.workspaces.toolchains({ name: 'demo' })).proposed
  })
  const page = await openConsole(daemon, { at: `${at}?toolchains=demo` })
  const found = dialog(page).getByRole('region', { name: 'Found on this machine' })
  await found.waitFor()
  expect(await found.getByRole('listitem').count()).toBe(proposed.length)
  for (const { name } of proposed.slice(0, 1)) {
    await found.getByRole('button', { name: `Add ${name}` }).click()
    await dialog(page)
      .getByRole('button', { name: `Remove ${name}` })
      .waitFor()
  }
})

it('lowers the sandbox of a workspace with a reason, and restores it', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { at })
  await page.getByRole('button', { name: 'Sandbox… demo' }).click()
  const lower = dialog(page).getByRole('button', { name: 'Lower to os-partial' })
  expect(await lower.isDisabled()).toBe(true)
  await dialog(page).getByLabel('Why').fill('a container without namespaces')
  await expectFineInEveryLook(page, 'settings-lower-sandbox')
  await page.keyboard.press('Enter')
  await page.getByText('Sandbox lowered to os-partial').waitFor()
  await expectFineInEveryLook(page, 'settings-sandbox-lowered')

  await page.goto(new URL('/ledger', page.url()).href)
  await page.getByText('Sandbox of a workspace lowered').waitFor()
  await page.getByText('jobs of demo run from os-partial on').waitFor()
  await page.goto(new URL(at, page.url()).href)
  await page.getByRole('button', { name: 'Sandbox… demo' }).click()
  await dialog(page).getByRole('button', { name: 'Restore' }).click()
  await expectGone(page.getByText('Sandbox lowered to os-partial'))
  expect((await daemon.core.workspaces.list())[0]!.sandbox_floor).toBeNull()
})
