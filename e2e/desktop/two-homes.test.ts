import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aFolder } from '../support/test-core.ts'
import { aDesktop } from './harness/index.ts'

it('runs once for each data directory, and keeps what it writes in there', async () => {
  const elsewhere = aFolder('config')
  const env = { XDG_CONFIG_HOME: elsewhere }
  const first = await aDesktop({ env })
  const second = await aDesktop({ env })
  const userData = ({ app }: typeof first) => app.evaluate((electron) => electron.app.getPath('userData'))
  expect(await userData(first)).toBe(join(first.home, 'chromium'))
  expect(await userData(second)).toBe(join(second.home, 'chromium'))
  expect(readdirSync(elsewhere)).toEqual([])
})
