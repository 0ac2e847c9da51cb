import { mkdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aReceiver } from '../delivery/receiver.ts'
import { aDaemon, aJob, expectFineInEveryLook, expectGone, expectShown, openConsole, until } from './harness/index.ts'

it('shows what was told to whom, has it tried again or discarded, and says where news may go', async () => {
  const daemon = await aDaemon({ slots: 0 })
  const { core, home } = daemon
  const page = await openConsole(daemon, { at: '/outbox', width: 1600, height: 900 })
  await expectShown(page.getByText('Nothing was told to anybody yet.'))
  await expectFineInEveryLook(page, 'outbox-none')

  // An alias by keyboard alone.
  await page.getByRole('button', { name: 'Add alias' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Add an alias' })
  await expectShown(dialog)
  await page.keyboard.type('archive')
  await dialog.getByLabel('Channel').selectOption('file')
  await dialog.getByLabel('File').focus()
  await page.keyboard.type('not a name')
  await page.keyboard.press('Enter')
  await expectShown(dialog.getByText('A name of letters, digits, . _ - that ends with .jsonl.'))
  await dialog.getByLabel('File').fill('archive.jsonl')
  await dialog.getByLabel('Quiet hours').check()
  await expectFineInEveryLook(page, 'outbox-add')
  await dialog.getByLabel('Quiet hours').uncheck()
  await dialog.getByRole('button', { name: 'Add alias' }).click()
  await expectGone(dialog)
  await page.getByRole('button', { name: 'Send test to archive' }).click()
  await expectShown(page.getByText('The test arrived at archive.'))

  // Aliases of every kind, and deliveries of every state.
  const { url } = await aReceiver()
  await core.secrets.unlock({ passphrase: 'correct horse battery' })
  await core.secrets.set({ name: 'TEAM_HOOK_KEY', value: 'a key of the hook' })
  await core.aliases.set({
    name: 'team-hook',
    spec: { channel: 'webhook', url: `${url}/interlock`, secret: 'TEAM_HOOK_KEY', allow_private: true },
  })
  await core.aliases.set({
    name: 'phone',
    spec: {
      channel: 'telegram',
      secret: 'BOT_TOKEN',
      chat_id: '-1001234567890',
      zone: 'Europe/Berlin',
      quiet: { from: '22:00', to: '07:00' },
      digest: { at: '18:00' },
      note: 'Mine, on the road',
    },
  })
  await core.aliases.set({ name: 'broken', spec: { channel: 'file', file: 'broken.jsonl' } })
  const broken = join(home, 'exports', 'broken.jsonl')
  mkdirSync(broken)
  for (const to of ['team-hook', 'archive', 'inbox', 'phone', 'broken']) {
    const { job } = await core.jobs.enqueue(aJob({ deliver: { to, when: 'always' } }))
    await core.jobs.cancel({ id: job.id })
  }
  await core.aliases.test({ name: 'broken' })
  await until('one is given up', async () => (await core.outbox.get()).counts.dead === 1)
  await expectShown(page.getByRole('heading', { name: '1 given up, 2 waiting' }))
  await expectShown(page.getByText('The secret BOT_TOKEN is not kept.'))
  await expectShown(page.getByRole('link', { name: /Outbox.*1 delivery was given up/ }))

  // A secret goes to another address only where somebody says so.
  await page.getByRole('button', { name: 'Change or remove team-hook' }).click()
  await page.getByRole('menuitem', { name: 'Edit…' }).click()
  const change = page.getByRole('dialog', { name: 'Change team-hook' })
  await change.getByRole('textbox', { name: 'Address' }).fill('https://elsewhere.example/hook')
  await expectShown(change.getByText('Whoever answers at another address gets it.'))
  expect(await change.getByRole('button', { name: 'Change', exact: true }).isDisabled()).toBe(true)
  await change.getByLabel('Send it to https://elsewhere.example from now on').check()
  await expectFineInEveryLook(page, 'outbox-secret-again')
  await change.getByRole('button', { name: 'Change', exact: true }).click()
  await expectShown(page.getByText('team-hook is changed.'))
  const moved = (await core.aliases.list()).find(({ name }) => name === 'team-hook')
  expect(moved?.spec).toMatchObject({ url: 'https://elsewhere.example/hook', secret: 'TEAM_HOOK_KEY' })

  // Along the list by keys, to the one that was given up.
  await page.locator('[data-delivery]').first().click()
  await expectShown(page.locator('[data-delivery][aria-current]').filter({ hasText: 'Given up' }))
  await page.keyboard.press('j')
  await expectShown(page.locator('[data-delivery][aria-current]').filter({ hasText: 'broken' }))
  await page.keyboard.press('k')
  await expectShown(page.getByText('Failed, given up at try 1'))
  await expectFineInEveryLook(page, 'outbox-full')

  rmdirSync(broken)
  await page.getByRole('button', { name: 'Try again now' }).click()
  await expectShown(page.getByText('Sent at try 2'))
  await page.getByRole('button', { name: /^Waiting/ }).click()
  await page.locator('[data-delivery]').filter({ hasText: 'phone' }).click()
  await expectShown(page.getByText(/^Gathered for a digest/))
  await page.getByRole('button', { name: 'Discard', exact: true }).click()
  await until('it is discarded', async () => {
    return (await core.outbox.list({ state: 'discarded' })).items.length === 1
  })

  await page.getByRole('button', { name: 'Pause outbox' }).click()
  await expectShown(page.getByRole('heading', { name: /^Paused/ }))
  await page.getByRole('button', { name: 'Resume outbox' }).click()
  await expectGone(page.getByRole('heading', { name: /^Paused/ }))

  await page.getByRole('button', { name: 'Change or remove phone' }).click()
  await page.getByRole('menuitem', { name: 'Remove…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
  await until('it is gone', async () => (await core.aliases.list()).every(({ name }) => name !== 'phone'))

  // From the inbox to what it tells of.
  await page.goto(new URL('/inbox', page.url()).href)
  await page
    .getByRole('link', { name: /^Cancelled: / })
    .first()
    .click()
  await page.waitForURL(/\/jobs\//)
  expect(page.url()).not.toContain('a key of the hook')
})
