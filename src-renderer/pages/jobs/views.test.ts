import { describe, expect, it } from 'vitest'
import type { SavedView } from '#schemas'
import { freshViewId, searchOfView, showsSame, viewOfSearch } from './views.ts'

const view = (over: Partial<SavedView> = {}): SavedView => ({
  id: 'view-1',
  page: 'jobs',
  name: 'Broken here',
  filter: 'state:failed workspace:demo -reason:kill_switch since:7d npm',
  columns: null,
  sort: null,
  ...over,
})

describe('a saved view', () => {
  it('leads to the list it was saved from', () => {
    const search = { state: 'failed', ws: 'demo', reason: '-kill_switch', since: '7d', q: 'npm' }
    expect(viewOfSearch(search)).toEqual({ filter: view().filter, columns: null, sort: null })
    expect(searchOfView(view())).toEqual({ ...search, view: 'view-1' })
  })

  it('keeps order and columns', () => {
    const saved = view({ ...viewOfSearch({ cols: 'state,id', sort: 'oldest' }) })
    expect(searchOfView(saved)).toEqual({ cols: 'state,id', sort: 'oldest', view: 'view-1' })
  })

  it('leads nowhere when its filter cannot be read any more', () => {
    expect(searchOfView(view({ filter: 'colour:red' }))).toBeUndefined()
  })

  it('is the same whatever order its values stand in, and whatever is in the panel', () => {
    expect(showsSame({ state: 'failed,queued', peek: 'a' }, { state: 'queued,failed', view: 'x' })).toBe(true)
    expect(showsSame({ state: 'failed' }, { state: 'failed', q: 'npm' })).toBe(false)
  })

  it('gets an id of its own', () => {
    expect(freshViewId([view({ id: 'view-7' }), view({ id: 'old' })])).toBe('view-8')
  })
})
