import { expect, it } from 'vitest'
import { aDaemon, expectFineInEveryLook, expectShown, openConsole } from './harness/index.ts'

it('the settings show whose work is in it, and under which licences, by keyboard and in every look', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { at: '/settings/about' })
  const licences = page.getByRole('region', { name: 'Licences of others’ work' })
  await expectShown(licences)
  expect(await licences.innerText()).toMatch(/better-sqlite3 \d+\.\d+\.\d+ \(MIT\)/)
  await licences.focus()
  await page.keyboard.press('PageDown')
  await expect.poll(() => licences.evaluate((element) => element.scrollTop)).toBeGreaterThan(0)
  await expectFineInEveryLook(page, 'settings-about')
})
