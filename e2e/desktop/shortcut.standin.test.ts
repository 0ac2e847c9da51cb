import { expect, it } from 'vitest'
import { aDesktopBed, switchIn } from './bed.ts'

const USUAL = 'CommandOrControl+Alt+Shift+K'

// Nobody can press a key of the real system from here.
it('takes the shortcut of the system at the start, which engages while the window is hidden', async () => {
  const desktop = await aDesktopBed()
  expect(await desktop.app.evaluate(() => [...witness.shortcuts.keys()])).toEqual([USUAL])
  await desktop.app.evaluate(({ BrowserWindow }, name) => {
    BrowserWindow.getAllWindows()[0]?.hide()
    witness.shortcuts.get(name)?.()
  }, USUAL)
  expect(await switchIn(desktop, 'engaged')).toMatchObject({ mode: 'engaged' })
})
