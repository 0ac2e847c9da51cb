import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import { aFolder } from '../support/test-core.ts'
import { until } from '../support/wait.ts'
import { aDesktopBed, type DesktopBed } from './bed.ts'
import { writeSettings } from './settings-file.ts'

const settingsOf = ({ home }: DesktopBed): Record<string, unknown> =>
  JSON.parse(readFileSync(join(home, 'desktop.json'), 'utf8')) as Record<string, unknown>

async function openSettings({ page, pick }: DesktopBed): Promise<Page> {
  await pick('settings')
  await page.getByRole('link', { name: 'Desktop', exact: true }).click()
  await page.getByRole('heading', { name: 'This application' }).waitFor()
  return page
}

it('shows what this application is, that a build from source takes no update, and its own folders', async () => {
  const updates = { on: true, feed: 'https://updates.invalid/interlock', channel: 'latest' }
  const desktop = await aDesktopBed({ home: writeSettings({ updates }) })
  const page = await openSettings(desktop)
  await page.getByText('runs in this application').waitFor()
  const panel = page.getByRole('region', { name: 'Updates' })
  await panel.getByText('This is a build from source: update it as you built it.').waitFor()
  expect(await panel.getByRole('button').count()).toBe(0)
  await page.getByRole('button', { name: 'Show logs' }).click()
  await until('a folder was shown', async () => (await desktop.opened()).length > 0)
  expect(await desktop.opened()).toEqual([join(desktop.home, 'logs')])
})

it('changes how it behaves, and takes new keys for the kill switch from the whole system', async () => {
  const desktop = await aDesktopBed()
  const page = await openSettings(desktop)
  await page.getByRole('radiogroup', { name: 'Closing the window' }).getByText('Keep working').click()
  await until('it is kept', () => existsSync(join(desktop.home, 'desktop.json')))
  await until('it is set', () => settingsOf(desktop)['on_close'] === 'keep')
  expect(statSync(join(desktop.home, 'desktop.json')).mode & 0o777).toBe(0o600)

  await page.getByRole('button', { name: 'Change the keys of the kill switch' }).click()
  const box = page.getByRole('textbox', { name: 'Press the new keys' })
  await box.press('k')
  await page.getByText('It would be taken from what you type').waitFor()
  expect(await page.getByRole('button', { name: 'Use these keys' }).isDisabled()).toBe(true)
  await box.press('Control+Alt+Shift+F9')
  await page.getByRole('button', { name: 'Use these keys' }).click()
  await until('they are set', () => settingsOf(desktop)['kill_shortcut'] === 'CommandOrControl+Alt+Shift+F9')
  const isTaken = () =>
    desktop.app.evaluate(({ globalShortcut }) => globalShortcut.isRegistered('CommandOrControl+Alt+Shift+F9'))
  await until('the system knows them', isTaken)
})

it.runIf(process.platform === 'linux')(
  'starts at login by an entry of its own, and takes that away again',
  async () => {
    const config = aFolder('config')
    const entry = join(config, 'autostart', 'interlock.desktop')
    const desktop = await aDesktopBed({ env: { XDG_CONFIG_HOME: config } })
    const page = await openSettings(desktop)
    const login = page.getByRole('radiogroup', { name: 'At login' })
    await login.getByText('In the background').click()
    await until('the entry is there', () => existsSync(entry))
    expect(readFileSync(entry, 'utf8')).toMatch(
      new RegExp(`^Exec="[^"]+" .*"--home" "${desktop.home}" "--hidden"$`, 'm'),
    )
    expect(statSync(entry).mode & 0o777).toBe(0o600)
    await login.getByText('Do not start').click()
    await until('the entry is gone', () => !existsSync(entry))
  },
)

it('loses nothing of a file it cannot read', async () => {
  const home = writeSettings()
  const content = '{ "on_close": "keep", "tray_colour": "red" }'
  writeFileSync(join(home, 'desktop.json'), content)
  const desktop = await aDesktopBed({ home })
  const page = await openSettings(desktop)
  await page.getByText('tray_colour is not a known field.').waitFor()
  await page.getByRole('radiogroup', { name: 'Notices' }).getByText('Off').click()
  expect(readFileSync(join(home, 'desktop.json'), 'utf8')).toBe(content)
  await page.getByRole('button', { name: 'Put the file aside' }).click()
  await page.getByText(/The old file is kept as/).waitFor()
  await page.getByRole('radiogroup', { name: 'Notices' }).getByText('Off').click()
  await until(
    'it is kept',
    () => existsSync(join(home, 'desktop.json')) && settingsOf(desktop)['notifications'] === false,
  )
})
