import { expect, it } from 'vitest'
import { aDaemonProcess } from '../support/daemon.ts'
import { aDesktopBed, coreOf } from './bed.ts'
import { keepersIn, openKeySettings, VALUE } from './secrets-bed.ts'
import { writeSettings } from './settings-file.ts'

/** Electron's word for a keyring of GNOME, which is pretended. */
const KEYRING = { STANDIN_SECRETS: 'gnome_libsecret' }

it('keeps the key in the keyring of the desktop, and a service opens the same secrets with a passphrase', async () => {
  const desktop = await aDesktopBed({ home: writeSettings({ on_close: 'keep' }), env: KEYRING })
  await desktop.core.secrets.set({ name: 'API_TOKEN', value: VALUE })
  expect(keepersIn(desktop)).toContain('safe_storage')
  const panel = await openKeySettings(desktop)
  await panel.getByText('Kept by the keyring of the session').waitFor()
  await desktop.core.secrets.openAlso({ passphrase: 'a passphrase of the test' })
  await desktop.pick('quit')
  await desktop.exited

  const daemon = await aDaemonProcess({ home: desktop.home, bare: true })
  const core = await coreOf(daemon.home)
  const opened = await core.secrets.unlock({ passphrase: 'a passphrase of the test' })
  expect(opened.secrets.map(({ name }) => name)).toEqual(['API_TOKEN'])
})
