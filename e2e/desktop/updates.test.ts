import { expect, it } from 'vitest'
import { aDesktopBed } from './bed.ts'
import { writeSettings } from './settings-file.ts'

it('looks for no update by itself, and says why a build from source has none', async () => {
  const desktop = await aDesktopBed()
  const { page } = desktop
  await desktop.pick('settings')
  await page.getByRole('link', { name: 'Desktop', exact: true }).click()
  const panel = page.getByRole('region', { name: 'Updates' })
  await panel.getByText('This is a build from source: update it as you built it.').waitFor()
  expect(await panel.getByRole('button').count()).toBe(0)
})

it('loads no updater where updates are on but cannot be had', async () => {
  const updates = { on: true, feed: 'https://updates.invalid/interlock', channel: 'latest' }
  const desktop = await aDesktopBed({ home: writeSettings({ updates }) })
  const { page } = desktop
  await desktop.pick('settings')
  await page.getByRole('link', { name: 'Desktop', exact: true }).click()
  await page.getByText('This is a build from source').waitFor()
  expect(desktop.said()).not.toMatch(/updat/i)
})
