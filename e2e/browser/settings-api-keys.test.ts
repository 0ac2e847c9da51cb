import { expect, it } from 'vitest'
import {
  aDaemon,
  CLIPBOARD,
  copied,
  expectAccessible,
  expectFineInEveryLook,
  expectGone,
  expectShown,
  openConsole,
} from './harness/index.ts'

const at = '/settings/api-keys'

it('makes a key that is shown once, and shows what each may do and tried', async () => {
  const daemon = await aDaemon({ slots: 0 })
  const { core } = daemon
  await core.agents.set({ name: 'coder', spec: {} })
  await core.pools.set({ name: 'gpu', size: 1 })
  const page = await openConsole(daemon, { at, width: 1600, height: 900, ...CLIPBOARD })
  await expectShown(page.getByText('No key is in use.'))

  // By keyboard alone.
  await page.getByRole('button', { name: 'Make a key' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await expectShown(dialog)
  const make = dialog.getByRole('button', { name: 'Make the key' })
  expect(await make.isDisabled()).toBe(true)
  await page.keyboard.type('coder-agent')
  await dialog.getByRole('checkbox', { name: /^Messages/ }).focus()
  await page.keyboard.press('Space')
  expect(await make.isDisabled()).toBe(true)
  await dialog.getByLabel('Speaks for').selectOption('coder')
  await dialog.getByRole('button', { name: 'demo' }).click()
  await dialog.getByRole('button', { name: 'Commands' }).click()
  await expectFineInEveryLook(page, 'api-keys-make')
  await make.focus()
  await page.keyboard.press('Enter')
  await expectShown(page.getByRole('dialog', { name: 'The key coder-agent' }))
  const key = (await dialog.getByLabel('The key', { exact: true }).textContent()) ?? ''
  expect(key).toMatch(/^ilk_[\w-]{43}$/)
  await page.keyboard.press('Escape')
  await expectShown(dialog)
  await expectFineInEveryLook(page, 'api-keys-made')
  await dialog.getByRole('button', { name: 'Copy the key' }).click()
  await expectShown(dialog.getByRole('button', { name: 'Copied' }))
  expect(await copied(page)).toBe(key)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expectGone(dialog)
  expect(await page.content()).not.toContain(key)

  // What it tried without the right to is told.
  const url = (await core.system.status()).console_url
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const ask = (path: string) => fetch(`${url}/v0${path}`, { method: 'POST', headers, body: '{}' })
  expect((await ask('/kill-switch/release')).status).toBe(403)
  expect((await ask('/approvals/x/approve')).status).toBe(403)
  await expectShown(page.getByText('Refused 2 times, last'))
  await expectShown(page.getByText('for want of the right “approve”'))

  // Others, in every state.
  await core.keys.add({ name: 'nightly-reports', spec: { rights: ['read'] } })
  const soon = new Date(Date.now() + 6 * 86_400_000).toISOString()
  await core.keys.add({ name: 'ci', spec: { rights: ['operate'] }, expires_at: soon })
  const pools = ['gpu']
  await core.keys.add({ name: 'renderfarm', spec: { rights: ['enqueue', 'cancel_own', 'schedules'], pools } })
  await core.keys.add({ name: 'old-laptop', spec: { rights: ['read', 'enqueue'] } })
  await core.keys.revoke({ name: 'old-laptop' })
  await expectShown(page.getByText('renderfarm'))
  await expectShown(page.getByText('Ended keys'))
  await expectFineInEveryLook(page, 'api-keys')

  const row = page.getByRole('listitem').filter({ hasText: 'coder-agent' })
  await row.getByRole('button', { name: 'Revoke' }).click()
  await expectShown(dialog.getByText('It cannot be taken back'))
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expectGone(dialog)
  await row.getByRole('button', { name: 'Revoke' }).click()
  await dialog.getByRole('button', { name: 'Revoke' }).click()
  await expectShown(page.getByText('coder-agent is revoked.'))
  expect((await ask('/kill-switch/release')).status).toBe(401)
})
