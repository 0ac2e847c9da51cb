import { expect, it } from 'vitest'
import { deskSchemas } from './desk.ts'

const keys = (changed: Record<string, string | null>) => deskSchemas.keys.safeParse({ single: true, changed }).success

it.each([
  { kill_switch: 'F24 F24' },
  { kill_switch: 'x' },
  { kill_switch: null },
  { kill_switch: 'Mod+w' },
  { kill_switch: 'Mod+k' },
  { palette: null },
  { pause: 'Mod+Shift+x' },
  { pause: 'Mod+Shift+k', kill_switch: 'Mod+Shift+k' },
])('refuses %j, which takes a key away that has to be there', (changed) => {
  expect(keys(changed)).toBe(false)
})

it('takes other keys for the kill switch, and for everything else none at all', () => {
  expect(keys({ kill_switch: 'Mod+Alt+F9', pause: null, 'row.next': 'g h' })).toBe(true)
})

it('refuses two views of one id', () => {
  const view = { id: 'a', page: 'jobs', name: 'A', filter: '', columns: null, sort: null }
  expect(deskSchemas.views.safeParse([view, { ...view, id: 'b' }]).success).toBe(true)
  expect(deskSchemas.views.safeParse([view, { ...view, name: 'B' }]).success).toBe(false)
})
