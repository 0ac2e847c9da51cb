import { describe, expect, it } from 'vitest'
import { suggest } from './suggest.ts'

const labels = (text: string) => suggest(text, ['demo', 'notes']).map((each) => each.label)

describe('completion of the filter box', () => {
  it('offers the filters, then their values', () => {
    expect(labels('')).toEqual(['state:', 'type:', 'workspace:', 'since:', 'until:'])
    expect(labels('st')).toEqual(['state:'])
    expect(labels('-')).toEqual(['-state:', '-type:'])
    expect(labels('workspace:')).toEqual(['demo', 'notes'])
    expect(suggest('state:fa', [])[0]).toMatchObject({ text: 'state:failed', hint: 'Failed' })
  })

  it('goes on after a comma without what is there already', () => {
    const [first] = suggest('since:24h state:failed,re', [])
    expect(first?.text).toBe('since:24h state:failed,retrying')
    expect(labels('state:failed,')).not.toContain('failed')
  })

  it('stays out of words and quotes', () => {
    expect(labels('npm test')).toEqual([])
    expect(labels('"sta')).toEqual([])
    expect(labels('colour:r')).toEqual([])
    expect(labels('npm ')).toEqual([])
  })
})
