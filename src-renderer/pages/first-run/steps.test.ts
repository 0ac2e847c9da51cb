import { expect, it } from 'vitest'
import { nextStep, readFirstRunSearch, shownStep } from './steps.ts'

it('goes on where it was left', () => {
  expect(nextStep([])).toBe('workspace')
  expect(nextStep(['workspace', 'dry-run'])).toBe('run')
  expect(nextStep(['workspace', 'dry-run', 'run', 'evidence'])).toBeUndefined()
})

it('lets one look back, but not ahead of what is open', () => {
  expect(shownStep('workspace', ['workspace', 'dry-run'])).toBe('workspace')
  expect(shownStep('evidence', ['workspace'])).toBe('dry-run')
  expect(shownStep(undefined, ['workspace', 'dry-run', 'run', 'evidence'])).toBe('evidence')
})

it('takes from an address what it knows', () => {
  expect(readFirstRunSearch({ step: 'run', ws: 'demo' })).toEqual({ step: 'run', ws: 'demo' })
  expect(readFirstRunSearch({ step: 'party', ws: 7 })).toEqual({})
})
