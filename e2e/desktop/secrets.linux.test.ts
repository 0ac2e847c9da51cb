import { expect, it } from 'vitest'
import { PLAIN_TEXT_WORDS } from '#schemas'
import { until } from '../support/wait.ts'
import { aDesktopBed } from './bed.ts'
import { keepersIn, openKeySettings, VALUE } from './secrets-bed.ts'
import { writeSettings } from './settings-file.ts'

// Elsewhere there is a keyring in each session; here Playwright asks for none.
it('keeps no key as plain text until that is accepted in the very words', async () => {
  const desktop = await aDesktopBed({ home: writeSettings({ on_close: 'keep' }) })
  const before = await desktop.core.secrets.list()
  expect(before.keepers).not.toContain('safe_storage')
  const panel = await openKeySettings(desktop)
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
