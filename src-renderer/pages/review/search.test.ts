import { expect, it } from 'vitest'
import { filterOf, isNarrowed, reviewSearchSchema, stateParam, statesOf, viewOf, viewParams } from './search.ts'

it('lists what needs review unless the address says otherwise', () => {
  expect(filterOf({})).toEqual({ state: ['needs_review'] })
  expect(filterOf({ state: 'rejected,accepted' })).toEqual({ state: ['accepted', 'rejected'] })
  expect(filterOf({ state: 'all' })).toEqual({})
})

it('leaves the default out of the address', () => {
  expect(stateParam(['needs_review'])).toBeUndefined()
  expect(stateParam([])).toBeUndefined()
  expect(stateParam(['promoted', 'accepted'])).toBe('accepted,promoted')
  expect(stateParam(statesOf({ state: 'all' }))).toBe('all')
})

it('refuses what it cannot read instead of forgetting it', () => {
  expect(reviewSearchSchema.safeParse({ state: 'lost' }).success).toBe(false)
  expect(reviewSearchSchema.safeParse({ type: 'poem' }).success).toBe(false)
  expect(reviewSearchSchema.parse({ type: 'document,repo_index,document' }).type).toBe('repo_index,document')
})

it('knows when something beside the state narrows the list', () => {
  expect(isNarrowed({ state: 'all' })).toBe(false)
  expect(isNarrowed({ domain: 'demo' })).toBe(true)
  expect(filterOf({ type: 'document', domain: 'demo', q: 'notes' })).toEqual({
    state: ['needs_review'],
    kind: ['document'],
    workspace: ['demo'],
    q: 'notes',
  })
})

it('keeps in the address what is shown of the artifact', () => {
  for (const view of ['content', 'text', 'change', 'origin'] as const) expect(viewOf(viewParams(view))).toBe(view)
  expect(viewOf(reviewSearchSchema.parse({ diff: 1 }))).toBe('change')
})
