import { describe, expect, it } from 'vitest'
import { readJobsSearch, toggleState } from './search.ts'

describe('the URL of the list', () => {
  it('takes numbers a router made of text back as text, and drops what is empty', () => {
    expect(readJobsSearch({ q: 12345678, state: '', peek: 'job-1', other: 1 })).toEqual({
      q: '12345678',
      peek: 'job-1',
    })
  })

  it('switches states on and off', () => {
    const on = toggleState(toggleState({}, 'failed'), 'retrying')
    expect(on).toEqual({ state: 'failed,retrying' })
    expect(toggleState(toggleState(on, 'failed'), 'retrying')).toEqual({})
  })
})
