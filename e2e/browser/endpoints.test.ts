import { expect, it } from 'vitest'
import { aModelServer } from '../support/model-server.ts'
import { until } from '../support/wait.ts'
import { aDaemon, expectFineInEveryLook, expectGone, expectShown, openConsole } from './harness/index.ts'

const SPEC = { interval_s: 3600, timeout_ms: 2000, slow_ms: 1500 }

it('shows which models answer, and what to do about the others', async () => {
  const daemon = await aDaemon({ slots: 0 })
  const page = await openConsole(daemon, { at: '/endpoints', width: 1600, height: 900 })
  await expectShown(page.getByText('No model server is known yet.'))
  await expectFineInEveryLook(page, 'endpoints-none')

  // Added by keyboard alone, without a key for a server that wants one.
  const coder = await aModelServer({ key: 'k-0123456789', models: ['coder-7b', 'coder-32b'] })
  await page.getByRole('button', { name: 'Add endpoint' }).focus()
  await page.keyboard.press('Enter')
  await expectShown(page.getByRole('dialog', { name: 'Add an endpoint' }))
  await page.keyboard.type('coder')
  await page.keyboard.press('Tab')
  await page.keyboard.type(coder.url)
  await expectFineInEveryLook(page, 'endpoints-add')
  await page.keyboard.press('Enter')
  await expectShown(page.getByText('It wants a key and none is named (HTTP 401).'))

  // Its key, as a secret by name.
  await daemon.core.secrets.unlock({ passphrase: 'correct horse battery' })
  await daemon.core.secrets.set({ name: 'CODER_KEY', value: 'k-0123456789' })
  await page.getByRole('button', { name: 'Edit… coder' }).click()
  await page.getByLabel('Key', { exact: true }).selectOption('CODER_KEY')
  await page.getByLabel('Expected model').fill('coder-7b')
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await expectShown(page.getByRole('heading', { name: 'The endpoint is up' }))
  await expectShown(page.getByText('coder-7b, coder-32b'))

  // Its key goes to another server only where somebody says so.
  await page.getByRole('button', { name: 'Edit… coder' }).click()
  const change = page.getByRole('dialog', { name: 'Change coder' })
  const address = await change.getByRole('textbox', { name: 'Address' }).inputValue()
  await change.getByRole('textbox', { name: 'Address' }).fill('http://10.0.0.9:8000')
  await expectShown(change.getByText('Whoever answers at another address gets it.'))
  expect(await change.getByRole('button', { name: 'Change', exact: true }).isDisabled()).toBe(true)
  await expectFineInEveryLook(page, 'endpoints-secret-again')
  await change.getByLabel('Send it to http://10.0.0.9:8000 from now on').check()
  expect(await change.getByRole('button', { name: 'Change', exact: true }).isDisabled()).toBe(false)
  await change.getByRole('textbox', { name: 'Address' }).fill(address)
  await expectGone(change.getByRole('group', { name: 'Where its secret goes' }))
  await change.getByRole('button', { name: 'Leave it as it is' }).click()

  // Others, in each state, some of them on the overview too.
  const { core } = daemon
  const chat = await aModelServer({ models: ['chat-small'] })
  const gone = await aModelServer()
  await core.endpoints.add({ name: 'chat', url: chat.url, model: 'chat-large', ...SPEC })
  await core.endpoints.add({ name: 'embeddings', url: chat.url, ...SPEC })
  await core.endpoints.add({ name: 'workstation-gpu', url: gone.url, ...SPEC })
  await gone.close()
  for (let time = 0; time < 12; time += 1) {
    chat.mood.delayMs = (time * 37) % 90
    for (const name of ['chat', 'embeddings', 'workstation-gpu']) await core.endpoints.probe({ name })
  }
  await until('it is down', async () => (await core.endpoints.get({ name: 'workstation-gpu' })).state === 'down')
  await expectShown(page.getByRole('heading', { name: '2 of 4 endpoints up' }))
  await expectFineInEveryLook(page, 'endpoints-up')

  // Along the list by keys, to the one that is down, and asked again once it is back.
  await page.locator('[data-endpoint="chat"]').click()
  await expectShown(page.getByText('It does not list chat-large. It lists chat-small.').last())
  for (const next of ['coder', 'embeddings', 'workstation-gpu']) {
    await page.keyboard.press('j')
    await expectShown(page.locator(`[data-endpoint="${next}"][aria-current]`))
  }
  await expectShown(page.getByText(/^Nothing answers at .* \(ECONNREFUSED\)\.$/).last())
  await expectFineInEveryLook(page, 'endpoints-down')
  await aModelServer({ models: ['back'] }, gone.port)
  await page.getByRole('button', { name: 'Probe now' }).click()
  await expectShown(page.getByText('back', { exact: true }))

  await page.getByRole('button', { name: 'Wrong model 1' }).click()
  expect(new URL(page.url()).searchParams.get('state')).toBe('wrong_model')
  await expect.poll(() => page.locator('[data-endpoint]').count()).toBe(1)

  await page.getByRole('link', { name: /^Overview/ }).click()
  await expectShown(page.getByRole('link', { name: /^coder Up/ }))
  await expectFineInEveryLook(page, 'endpoints-overview')
  await page.getByRole('link', { name: /^chat Wrong model/ }).click()
  await page.getByRole('button', { name: 'Remove… chat' }).click()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await until('it is forgotten', async () => (await core.endpoints.list()).every(({ name }) => name !== 'chat'))
  expect(page.url()).not.toContain('k-0123456789')
})
