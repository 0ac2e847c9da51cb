import type { Page } from 'playwright'
import { expect } from 'vitest'
import { type TestDaemon } from '../harness/index.ts'
import { band, type Cases, listed, type Press, visit } from './scene.ts'

/** The keys of the frame, which are the same on every page; leaves the switch at a hard stop. */
export function frameCases(page: Page, daemon: TestDaemon): Cases {
  const mode = async () => (await daemon.core.killSwitch.get()).mode
  const dialog = async (press: Press, name: string) => {
    await press()
    await page.getByRole('dialog', { name }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  return {
    'Find anything': (press) => dialog(press, 'Find anything'),
    'Show the keys that work here': (press) => dialog(press, 'Keys that work here'),
    'Pause live lists': async (press) => {
      const resume = page.getByRole('button', { name: 'Paused', pressed: true })
      await press()
      await resume.waitFor()
      expect((await listed(page)).get('Everywhere')?.map(({ label }) => label)).toContain('Resume live lists')
      await press()
      await resume.waitFor({ state: 'detached' })
    },
    'Engage kill switch': async (press) => {
      await press()
      await band(page).getByText('ENGAGED').waitFor()
      await press()
      await page.getByText('Hard stop in 3 s.').waitFor()
      const now = (await listed(page, 2)).get('Everywhere') ?? []
      // Esc took the announced hard stop back before it closed what lies above the page.
      expect(now.map(({ label }) => label)).toEqual(
        expect.arrayContaining(['Hard stop in 3 s', 'Hard stop now', 'Keep engaged only']),
      )
      expect(await mode()).toBe('engaged')
      await press()
      await page.getByText('Hard stop in 3 s.').waitFor()
      await page.keyboard.press('Enter')
      await band(page).getByText('HARD STOP', { exact: true }).waitFor()
      expect(await mode()).toBe('engaged_hard')
    },
  }
}

/** What the settings list as keys, in their printed form. */
export async function tableOfKeys(page: Page): Promise<{ label: string; keys: string }[]> {
  await visit(page, '/settings/keys')
  const lines = page.getByRole('listitem').filter({ has: page.locator('kbd') })
  await lines.first().waitFor()
  return lines.evaluateAll((all) =>
    all.map((line) => ({
      label: line.querySelector('span')?.textContent ?? '',
      keys: [...line.querySelectorAll('kbd')].map((key) => key.textContent ?? '').join(' '),
    })),
  )
}
