import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright'
import type { DesktopBed } from './bed.ts'

export const VALUE = 'correct-horse-battery-staple'

/** What keeps the key of the secrets of a data directory. */
export function keepersIn({ home }: { home: string }): string[] {
  const file = JSON.parse(readFileSync(join(home, 'secrets', 'secrets.json'), 'utf8')) as { keys: { keeper: string }[] }
  return file.keys.map(({ keeper }) => keeper)
}

/** What the settings say of that. */
export async function openKeySettings({ page, pick }: DesktopBed): Promise<Locator> {
  await pick('settings')
  await page.getByRole('link', { name: 'Desktop', exact: true }).click()
  return page.getByRole('region', { name: 'Key of the secrets' })
}
