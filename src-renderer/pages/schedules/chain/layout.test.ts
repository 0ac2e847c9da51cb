import { expect, it } from 'vitest'
import type { ChainEdge, ChainNode } from '#schemas'
import { layoutOf, neighbourOf, NODE } from './layout.ts'

const node = (schedule: string, level: number): ChainNode => ({
  schedule,
  name: schedule,
  state: 'on',
  join: 'any',
  caution: null,
  level,
  last: null,
  open: 0,
  waiting: 0,
})
const edge = (parent: string, child: string, link = 0): ChainEdge => ({
  parent,
  child,
  link,
  delay_s: 0,
  on: 'success',
  condition: null,
  words: 'succeeds',
  last: null,
})

/** fetch → build → test → publish; fetch → lint; lint and test → publish, and fetch tells at the end as well. */
const GRAPH = {
  nodes: [node('fetch', 0), node('lint', 1), node('build', 1), node('test', 2), node('publish', 3)],
  edges: [
    edge('fetch', 'build'),
    edge('fetch', 'lint'),
    edge('build', 'test'),
    edge('test', 'publish'),
    edge('lint', 'publish', 1),
  ],
}

it('puts each schedule into the column of its level, none over another', () => {
  const { nodes, edges, width, height } = layoutOf(GRAPH)
  const all = [...nodes.values()]
  expect(all.map(({ id, level }) => [id, level])).toEqual(GRAPH.nodes.map(({ schedule, level }) => [schedule, level]))
  const over = all.flatMap((one) =>
    all.filter((other) => one !== other && one.x === other.x && Math.abs(one.y - other.y) < NODE.height),
  )
  expect(over).toEqual([])
  expect(all.every(({ x, y }) => x + NODE.width <= width && y + NODE.height <= height)).toBe(true)
  expect(edges).toHaveLength(5)
})

it('leads a long link past the schedules between', () => {
  const { nodes, edges } = layoutOf(GRAPH)
  const long = edges.find(({ parent }) => parent === 'lint')
  const test = nodes.get('test')
  const rows = [...(long?.path ?? '').matchAll(/[LC ]([\d.]+) ([\d.]+)(?=$| [MLC])/g)].map((match) => Number(match[2]))
  expect(rows.some((y) => test !== undefined && y > test.y && y < test.y + NODE.height && y !== rows.at(-1))).toBe(
    false,
  )
})

it('is walked along its links and through its columns', () => {
  const layout = layoutOf(GRAPH)
  expect(neighbourOf(layout, 'build', 'right')).toBe('test')
  expect(neighbourOf(layout, 'test', 'left')).toBe('build')
  expect(neighbourOf(layout, 'publish', 'right')).toBeUndefined()
  const [upper, lower] = [...layout.nodes.values()].filter(({ level }) => level === 1).toSorted((a, b) => a.y - b.y)
  expect(neighbourOf(layout, upper?.id ?? '', 'down')).toBe(lower?.id)
  expect(neighbourOf(layout, upper?.id ?? '', 'up')).toBeUndefined()
})

it('leaves out links to what is not there any more', () => {
  expect(layoutOf({ nodes: [node('b', 0)], edges: [edge('gone', 'b')] }).edges).toEqual([])
})
