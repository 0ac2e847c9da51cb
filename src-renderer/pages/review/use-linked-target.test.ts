import { expect, it } from 'vitest'
import { isLinked } from './use-linked-target.ts'

it('tells a target of the address from one that was chosen on the page', () => {
  const chosen = { workspace: 'demo', path: 'a.md' }
  expect(isLinked({}, undefined)).toBe(false)
  expect(isLinked({ to: 'a.md' }, undefined)).toBe(true)
  expect(isLinked({ into: 'demo', to: 'a.md' }, chosen)).toBe(false)
  expect(isLinked({ into: 'demo', to: 'b.md' }, chosen)).toBe(true)
})
