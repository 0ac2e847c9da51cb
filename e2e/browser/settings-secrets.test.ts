import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { filesWith, SECRET } from '../support/secrets.ts'
import {
  aDaemon,
  expectAccessible,
  expectGone,
  expectShown,
  LOOKS,
  openConsole,
  picture,
  settledScript,
  until,
} from './harness/index.ts'

const PASSPHRASE = 'a passphrase of the test'
const row = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) })
const dialog = (page: Page) => page.getByRole('dialog')
const at = '/settings/secrets'

async function aConsoleWithStore() {
  const daemon = await aDaemon()
  await daemon.core.secrets.unlock({ passphrase: PASSPHRASE })
  await daemon.core.secrets.set({ name: 'API_TOKEN', value: SECRET })
  return { daemon, page: await openConsole(daemon, { at }) }
}

describe('secrets in the settings', () => {
  it('are made for a passphrase, kept, replaced and removed, and no value is ever on the page', async () => {
    const daemon = await aDaemon()
    const page = await openConsole(daemon, { at })
    await page.getByText('Not set up yet').waitFor()
    expect(await page.getByRole('button', { name: 'Keep', exact: true }).isDisabled()).toBe(true)
    await page.getByLabel('Choose a passphrase').fill(PASSPHRASE)
    await page.getByLabel('Once more').fill('another')
    await page.getByText('This is not the same yet.').waitFor()
    await expectAccessible(page)
    await page.getByLabel('Once more').fill(PASSPHRASE)
    await page.getByRole('button', { name: 'Make the store' }).click()
    await page.getByText('Open', { exact: true }).waitFor()

    await page.getByLabel('Name').fill('2nd')
    await page.getByText('A name is letters').waitFor()
    await page.getByLabel('Name').fill('API_TOKEN')
    await page.getByLabel('Value', { exact: true }).fill(' abc')
    await page.getByText('A value is one line').waitFor()
    await page.getByLabel('Value', { exact: true }).fill(SECRET)
    await page.keyboard.press('Enter')
    await row(page, 'API_TOKEN').waitFor()
    expect(await page.getByLabel('Value', { exact: true }).inputValue()).toBe('')

    await row(page, 'API_TOKEN').getByRole('button', { name: 'Replace' }).click()
    await expectAccessible(page)
    await dialog(page).getByLabel('New value').fill(`${SECRET}-2`)
    await page.keyboard.press('Enter')
    await page.getByText('API_TOKEN has another value.').waitFor()
    expect(await page.content()).not.toContain(SECRET)

    await row(page, 'API_TOKEN').getByRole('button', { name: 'Remove' }).click()
    await dialog(page).getByText('New jobs that name it are refused.').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Enter')
    await expectGone(dialog(page))
    await row(page, 'API_TOKEN').getByRole('button', { name: 'Remove' }).click()
    await dialog(page).getByRole('button', { name: 'Remove' }).click()
    await page.getByText('No secret is kept yet.').waitFor()
    const events = await daemon.core.events.page({ filter: { kind: ['secret.set', 'secret.removed'] }, limit: 10 })
    expect(events.items.map(({ kind, actor }) => `${kind} by ${actor}`).toSorted()).toEqual([
      'secret.removed by operator',
      'secret.set by operator',
      'secret.set by operator',
    ])
    expect(filesWith(daemon.home, SECRET)).toEqual([])
  })

  it('are locked and unlocked, which every window shows, and a wrong passphrase is named', async () => {
    const { daemon, page } = await aConsoleWithStore()
    const other = await openConsole(daemon, { at })
    await page.getByRole('button', { name: 'Lock', exact: true }).click()
    for (const each of [page, other])
      await each.getByText('The secrets are locked: the operator locked them.').waitFor()
    expect(await row(page, 'API_TOKEN').getByRole('button', { name: 'Replace' }).isDisabled()).toBe(true)
    await page.getByLabel('Passphrase').fill('not the passphrase')
    await page.keyboard.press('Enter')
    await page.getByText('This passphrase does not open the secrets.').waitFor()
    await expectAccessible(page)
    await page.getByLabel('Passphrase').fill(PASSPHRASE)
    await page.keyboard.press('Enter')
    for (const each of [page, other]) await each.getByText('Open', { exact: true }).waitFor()
    expect(await page.getByText('This passphrase does not open').count()).toBe(0)
    await until('the core says so', async () => (await daemon.core.secrets.list()).state === 'open')
  })
})

it('an export that would hold a secret is refused with its place, and can be written all the same', async () => {
  const daemon = await aDaemon()
  await settledScript(daemon, `echo "it is ${SECRET}"`)
  await daemon.core.secrets.unlock({ passphrase: PASSPHRASE })
  await daemon.core.secrets.set({ name: 'API_TOKEN', value: SECRET })
  const page = await openConsole(daemon, { at: '/settings/data' })
  await page.getByRole('button', { name: 'Export evidence' }).click()
  await page.getByText(/^What would be written holds \d+ texts that look like secrets/).waitFor()
  await expectAccessible(page)
  await picture(page, 'settings-export-refused')
  await page.getByRole('button', { name: 'Export all the same' }).click()
  await page.getByText(/\d+ rows and \d+ bodies/).waitFor()
})

it('the doctor says whether they are open', async () => {
  const { daemon, page } = await aConsoleWithStore()
  await page.goto(new URL('/doctor', page.url()).href)
  await expectShown(page.getByText('Open, 1 kept.'))
  await daemon.core.secrets.lock()
  await page.reload()
  await expectShown(page.getByText('The secrets are locked: the operator locked them.'))
})

describe.each(LOOKS)('$theme, $width wide', ({ theme, width, height }) => {
  it('is accessible and drawn in each of its states', async () => {
    const daemon = await aDaemon()
    const page = await openConsole(daemon, { theme, width, height, at })
    await page.getByLabel('Choose a passphrase').waitFor()
    await expectAccessible(page)
    await picture(page, `settings-secrets-new-${theme}-${width}`)
    await daemon.core.secrets.unlock({ passphrase: PASSPHRASE })
    for (const name of ['API_TOKEN', 'DEPLOY_KEY_OF_STAGING', 'npm_token'])
      await daemon.core.secrets.set({ name, value: SECRET })
    await row(page, 'npm_token').waitFor()
    await expectAccessible(page)
    await picture(page, `settings-secrets-open-${theme}-${width}`)
    await daemon.core.secrets.lock()
    await page.getByLabel('Passphrase').waitFor()
    await expectAccessible(page)
    await picture(page, `settings-secrets-locked-${theme}-${width}`)
  })
})
