import { expect, it } from 'vitest'
import type { ChainEdge, ChainNode } from '#schemas'
import { chainLines } from './chain.ts'

const NOW = Date.parse('2026-11-21T10:00:00Z')

function aNode(schedule: string, level: number, over: Partial<ChainNode> = {}): ChainNode {
  return {
    schedule,
    name: schedule,
    state: 'on',
    join: 'any',
    level,
    last: null,
    open: 0,
    waiting: 0,
    caution: null,
    ...over,
  }
}

function anEdge(parent: string, child: string, over: Partial<ChainEdge> = {}): ChainEdge {
  const edge = { on: 'success', delay_s: 0, condition: null, words: 'succeeds', last: null } as const
  return { parent, child, link: 0, ...edge, ...over }
}

it('draws a chain as a tree, and what joins several once', () => {
  const last = {
    job: 'job-1',
    firing: 'fir-1',
    root: 'fir-1',
    state: 'succeeded',
    verdict: null,
    outcome: null,
    created_at: '2026-11-21T09:58:00Z',
    finished_at: '2026-11-21T09:59:00Z',
  } as const
  const graph = {
    schedule: 'build',
    nodes: [
      aNode('build', 0, { last }),
      aNode('docs', 1, { state: 'off' }),
      aNode('test', 1, { waiting: 2 }),
      aNode('ship', 2, { join: 'all', caution: 'It would wait.' }),
    ],
    edges: [
      anEdge('build', 'docs'),
      anEdge('build', 'test', { words: 'is over' }),
      anEdge('docs', 'ship'),
      anEdge('test', 'ship', { link: 1 }),
    ],
    more: false,
  }
  expect(chainLines(graph, NOW, undefined).map((line) => line.trimEnd())).toEqual([
    'build                          On             Succeeded 1 min ago',
    '├─ succeeds → docs             Off            never ran',
    '│  └─ succeeds → ship          On, joins all  never ran',
    '└─ is over → test              On             never ran, 2 waiting',
    '   └─ succeeds → ship (above)',
    'ship: It would wait.',
  ])
})
