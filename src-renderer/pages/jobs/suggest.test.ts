import { describe, expect, it } from 'vitest'
import { meant, suggest } from './suggest.ts'

const labels = (text: string) => suggest(text, { workspaces: ['demo', 'notes'] }).map((each) => each.label)

describe('completion of the filter box', () => {
  it('offers the filters, then their values', () => {
    expect(labels('')).toEqual(['state:', 'type:', 'workspace:', 'reason:', 'since:', 'until:'])
    expect(labels('st')).toEqual(['state:'])
    expect(labels('-')).toEqual(['-state:', '-type:', '-workspace:', '-reason:'])
    expect(labels('workspace:')).toEqual(['demo', 'notes'])
    expect(suggest('state:fa', { workspaces: [] })[0]).toMatchObject({ text: 'state:failed', hint: 'Failed' })
  })

  it('offers the stretch of time that was used last', () => {
    expect(suggest('since:', { workspaces: [], lastRange: '3d' })[0]).toMatchObject({
      text: 'since:3d',
      hint: 'used last',
    })
    expect(suggest('since:', { workspaces: [], lastRange: '24h' })[0]?.label).toBe('1h')
  })

  it('goes on after a comma without what is there already', () => {
    const [first] = suggest('since:24h state:failed,re', { workspaces: [] })
    expect(first?.text).toBe('since:24h state:failed,retrying')
    expect(labels('state:failed,')).not.toContain('failed')
  })

  it('takes the one that can be meant, and leaves alone what can be read as it is', () => {
    const taken = (text: string) => meant(text, suggest(text, { workspaces: ['demo', 'demo-2'] }))
    expect(taken('state:fa')).toBe('state:failed')
    expect(taken('state:s')).toBe('state:s')
    expect(taken('workspace:demo')).toBe('workspace:demo')
    expect(taken('st')).toBe('st')
  })

  it('stays out of words and quotes', () => {
    expect(labels('npm test')).toEqual([])
    expect(labels('"sta')).toEqual([])
    expect(labels('colour:r')).toEqual([])
    expect(labels('npm ')).toEqual([])
  })
})
