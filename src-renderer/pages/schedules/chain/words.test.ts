import { expect, it } from 'vitest'
import type { ChainDecisionWord, ChainEdge } from '#schemas'
import { shownEdges } from './words.ts'

const edge = (parent: string, decision: ChainDecisionWord, seq: number, root = 'fir-1'): ChainEdge => ({
  parent,
  child: 'pack',
  link: seq,
  delay_s: 0,
  on: 'success',
  condition: null,
  words: 'succeeds',
  last: {
    seq,
    at: '2026-11-21T12:00:00.000Z',
    parent,
    child: 'pack',
    link: seq,
    job: 'job-1',
    run: null,
    root,
    depth: 1,
    decision,
    reason: decision === 'waiting' ? { code: 'waits_for_others', missing: 1 } : null,
    firing: null,
    message: '',
  },
})
const decisions = (...edges: ChainEdge[]) =>
  shownEdges({ schedule: 'pack', nodes: [], edges, more: false }).map(({ last }) => last?.decision)

it('shows a link that waited as fired once another parent of the same passage let the child fire', () => {
  expect(decisions(edge('build', 'waiting', 1), edge('lint', 'fired', 2))).toEqual(['fired', 'fired'])
})

it('shows a link as waiting while no other parent of its passage has ended', () => {
  expect(decisions(edge('build', 'waiting', 3), edge('lint', 'fired', 2))).toEqual(['waiting', 'fired'])
  expect(decisions(edge('build', 'waiting', 3, 'fir-2'), edge('lint', 'fired', 4))).toEqual(['waiting', 'fired'])
})
