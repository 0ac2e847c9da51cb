import { expect, it } from 'vitest'
import { nextOf } from './use-paging.ts'

it('keeps the trouble of one list out of the next', () => {
  const failed = { key: 'state:failed', loading: false, error: new Error('no contact') }
  expect(nextOf('state:failed', failed)).toBe(failed)
  expect(nextOf('state:queued', failed)).toEqual({ key: 'state:queued', loading: false, error: undefined })
  expect(nextOf('state:queued', { ...failed, loading: true }).loading).toBe(false)
})
