import { expect, it } from 'vitest'
import { createCrashPolicy } from './crash-policy.ts'

it('brings a page back by itself, later the second time, and asks the third time within a minute', () => {
  const policy = createCrashPolicy()
  expect(policy.crashed(0)).toEqual({ act: 'reload', afterMs: 200 })
  expect(policy.crashed(10_000)).toEqual({ act: 'reload', afterMs: 800 })
  expect(policy.crashed(59_000)).toEqual({ act: 'ask' })
})

it('forgets what lies more than a minute back, and all of it when somebody wants the page again', () => {
  const policy = createCrashPolicy()
  policy.crashed(0)
  policy.crashed(1000)
  expect(policy.crashed(61_001)).toEqual({ act: 'reload', afterMs: 200 })
  policy.crashed(61_002)
  policy.forgive()
  expect(policy.crashed(61_003)).toEqual({ act: 'reload', afterMs: 200 })
})
