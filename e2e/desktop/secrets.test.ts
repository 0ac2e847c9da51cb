import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PLAIN_TEXT_WORDS } from '#schemas'
import { aDaemonProcess } from '../support/daemon.ts'
import { until } from '../support/wait.ts'
import { aDesktopBed, coreOf, type DesktopBed } from './bed.ts'
import { findProgram } from './harness/index.ts'
import { writeSettings } from './settings-file.ts'

const VALUE = 'correct-horse-battery-staple'
/** Electron's word for a keyring of GNOME; Playwright asks for none otherwise. Known to the stand-in only. */
const KEYRING = { STANDIN_SECRETS: 'gnome_libsecret' }

const keepersIn = ({ home }: { home: string }): string[] => {
  const file = JSON.parse(readFileSync(join(home, 'secrets', 'secrets.json'), 'utf8')) as { keys: { keeper: string }[] }
  return file.keys.map(({ keeper }) => keeper)
}

async function openSettings({ page, pick }: DesktopBed) {
  await pick('settings')
  await page.getByRole('link', { name: 'Desktop', exact: true }).click()
  return page.getByRole('region', { name: 'Key of the secrets' })
}

it('keeps no key as plain text until that is accepted in the very words', async () => {
  const desktop = await aDesktopBed({ home: writeSettings({ on_close: 'keep' }) })
  const before = await desktop.core.secrets.list()
  expect(before.keepers).not.toContain('safe_storage')
  const panel = await openSettings(desktop)
  await panel.getByText('There is no keyring in this session').waitFor()
  await panel.getByRole('button', { name: 'Accept plain text…' }).click()
  const accept = desktop.page.getByRole('button', { name: 'Accept', exact: true })
  await desktop.page.getByRole('textbox', { name: 'Type these words to accept it' }).fill('yes, do it')
  expect(await accept.isDisabled()).toBe(true)
  await desktop.page.getByRole('textbox', { name: 'Type these words to accept it' }).fill(PLAIN_TEXT_WORDS)
  await accept.click()
  await panel.getByText('New secrets are kept so').waitFor()

  await desktop.core.secrets.set({ name: 'API_TOKEN', value: VALUE })
  expect(keepersIn(desktop)).toContain('safe_storage')
  await desktop.pick('quit')
  await desktop.exited
  const again = await aDesktopBed({ home: desktop.home })
  await until('they open by themselves', async () => (await again.core.secrets.list()).state === 'open')
})

it.runIf(findProgram().name === 'stand-in')(
  'keeps the key in the keyring of the desktop, and a service opens the same secrets with a passphrase',
  async () => {
    const desktop = await aDesktopBed({ home: writeSettings({ on_close: 'keep' }), env: KEYRING })
    await desktop.core.secrets.set({ name: 'API_TOKEN', value: VALUE })
    expect(keepersIn(desktop)).toContain('safe_storage')
    const panel = await openSettings(desktop)
    await panel.getByText('Kept by the keyring of the session').waitFor()
    await desktop.core.secrets.openAlso({ passphrase: 'a passphrase of the test' })
    await desktop.pick('quit')
    await desktop.exited

    const daemon = await aDaemonProcess({ home: desktop.home, bare: true })
    const core = await coreOf(daemon.home)
    const opened = await core.secrets.unlock({ passphrase: 'a passphrase of the test' })
    expect(opened.secrets.map(({ name }) => name)).toEqual(['API_TOKEN'])
  },
)
