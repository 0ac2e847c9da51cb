import { describe, expect, it } from 'vitest'
import { isBoundable, type KeyDraft, keyInputOf, NEW_KEY } from './draft.ts'

const NOW = Date.parse('2026-03-01T00:00:00Z')
const spec = (over: Partial<KeyDraft>) => keyInputOf({ ...NEW_KEY, name: 'ci', ...over }, NOW)?.spec

describe('the form of a key', () => {
  it('says nothing until the key has a name and a right', () => {
    expect(keyInputOf(NEW_KEY, NOW)).toBeUndefined()
    expect(spec({ rights: [] })).toBeUndefined()
    expect(keyInputOf({ ...NEW_KEY, name: ' ci ' }, NOW)).toMatchObject({
      name: 'ci',
      expires_at: '2026-05-30T00:00:00.000Z',
    })
    expect(keyInputOf({ ...NEW_KEY, name: 'ci', days: 0 }, NOW)).not.toHaveProperty('expires_at')
  })

  it('asks for an agent only where it speaks for one', () => {
    expect(spec({ rights: ['messages'] })).toBeUndefined()
    expect(spec({ rights: ['messages'], agent: 'coder' })).toEqual({ rights: ['messages'], agent: 'coder' })
    expect(spec({ rights: ['read'], agent: 'coder' })).toEqual({ rights: ['read'] })
  })

  it('bounds what is added, and nothing that operates', () => {
    const bounds = { workspaces: ['site'], types: ['shell_task' as const], pools: ['gpu'] }
    expect(spec({ rights: ['enqueue'], ...bounds })).toEqual({ rights: ['enqueue'], ...bounds })
    expect(spec({ rights: ['read'], ...bounds })).toEqual({ rights: ['read'] })
    expect(spec({ rights: ['enqueue', 'messages', 'operate'], ...bounds })).toEqual({ rights: ['operate'] })
    expect(isBoundable({ rights: ['operate', 'enqueue'] })).toBe(false)
  })
})
