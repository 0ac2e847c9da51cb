import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aScript, READING } from '../support/jobs.ts'
import { aProofKey, aProvider, KNOWS_ALL } from '../support/trust.ts'
import { aDaemon, expectFineInEveryLook, openConsole, until } from './harness/index.ts'

it('says on the page of a job what its gates found, and in the settings who is asked', async () => {
  const daemon = await aDaemon()
  const { core, home } = daemon
  aProvider(home, 'vault', 'identity', KNOWS_ALL)
  aProvider(home, 'fragile', 'identity', 'resolveSession() { process.exit(1) }')
  aProofKey(home, 'ci', { max_level: 'supervised' })
  const enqueue = async (trust: object) =>
    (await core.jobs.enqueue({ ...aScript('true', { policy: READING, max_attempts: 1 }), trust })).job.id
  const passes = await enqueue({
    identity: { principal: 'deploy-bot', provider: 'vault', level: 'supervised' },
    required: { level: 'supervised' },
    credentials: ['TOKEN_A'],
  })
  const denied = await enqueue({ identity: { principal: 'deploy-bot', provider: 'fragile' } })
  for (const id of [passes, denied])
    await until('it is over', async () => ['succeeded', 'failed'].includes((await core.jobs.get({ id })).job.state))

  const page = await openConsole(daemon, { at: `/jobs/${passes}?tab=request` })
  const trust = page.getByRole('region', { name: 'Trust' })
  await trust.getByText('Let through').waitFor()
  await trust.getByText('deploy-bot, trusted as supervised; its provider vouches for it').waitFor()
  await trust.getByText('TOKEN_A. Taken back.').waitFor()
  await trust.evaluate((panel) => panel.scrollIntoView())
  await expectFineInEveryLook(page, 'job-trust')
  await page.goto(new URL(`/jobs/${denied}?tab=request`, page.url()).href)
  await trust.getByText('Provider failed', { exact: true }).waitFor()
  await trust.getByText('ended before it had answered').waitFor()

  await page.goto(new URL('/settings/trust', page.url()).href)
  const row = (name: string) => page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) })
  await row('vault').getByText('Loaded').waitFor()
  await row('fragile').getByText('ended: code 1').waitFor()
  await row('ci').getByText('EdDSA').waitFor()
  await expectFineInEveryLook(page, 'settings-trust')

  chmodSync(join(home, 'trust-providers'), 0o777)
  await page.getByRole('button', { name: 'Try all anew' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('Nothing of it is used').waitFor()
  await page.getByText('can be written by others').waitFor()
  expect(await page.getByRole('listitem').filter({ hasText: 'vault' }).count()).toBe(0)
  chmodSync(join(home, 'trust-providers'), 0o700)
  await page.getByRole('button', { name: 'Try all anew' }).click()
  await row('vault').getByText('Loaded').waitFor()
})
