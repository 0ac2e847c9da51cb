import type { ChainGraph } from '#schemas'

export const NODE = { width: 204, height: 68 } as const
/** Between two levels, with room for what is said of a link. */
export const GAP_X = 152
export const GAP_Y = 44
const EDGE = 16

export interface PlacedNode {
  readonly id: string
  readonly level: number
  /** Place in its level, from the top. */
  readonly row: number
  readonly x: number
  readonly y: number
}

export interface PlacedEdge {
  /** `${child} ${link}`: no two links are the same. */
  readonly key: string
  readonly parent: string
  readonly child: string
  /** The line as an SVG path. */
  readonly path: string
  /** Where what is said of it stands: the middle of its last part. */
  readonly label: { readonly x: number; readonly y: number }
}

export interface Layout {
  readonly nodes: ReadonlyMap<string, PlacedNode>
  readonly edges: readonly PlacedEdge[]
  readonly width: number
  readonly height: number
}

/** A place in a level: a schedule, or a link that only passes. */
interface Slot {
  readonly id: string
  readonly level: number
  readonly isNode: boolean
}

/**
 * Puts each schedule into the column of its level, the rows ordered so that links cross seldom; a link over several levels
 * keeps a row of its own in each of them, so that no line runs through a schedule.
 */
export function layoutOf({ nodes, edges }: Pick<ChainGraph, 'nodes' | 'edges'>): Layout {
  const levels = new Map(nodes.map(({ schedule, level }) => [schedule, level]))
  const drawn = edges.filter(({ parent, child }) => (levels.get(child) ?? 0) > (levels.get(parent) ?? Infinity))
  const routes = drawn.map((edge) => ({ edge, slots: routeOf(edge, levels) }))
  const slots: Slot[] = [
    ...nodes.map(({ schedule, level }) => ({ id: schedule, level, isNode: true })),
    ...routes.flatMap(({ slots: all }) => all.filter(({ isNode }) => !isNode)),
  ]
  const rows = ordered(slots, routes)
  const most = Math.max(1, ...rows.map((row) => row.length))
  const step = NODE.height + GAP_Y
  const place = new Map<string, PlacedNode>()
  rows.forEach((row, level) =>
    row.forEach(({ id }, at) =>
      place.set(id, {
        id,
        level,
        row: at,
        x: EDGE + level * (NODE.width + GAP_X),
        // Each column is centred, so that a chain without branches is a straight line.
        y: EDGE + (at + (most - row.length) / 2) * step,
      }),
    ),
  )
  return {
    nodes: new Map(nodes.flatMap(({ schedule }) => [...pairOf(schedule, place.get(schedule))])),
    edges: routes.flatMap(({ edge, slots: way }) => {
      // A line leaves its first schedule, passes what lies between, and comes to its last.
      const points = way.flatMap(({ id }) => pointsOf(place.get(id))).slice(1, -1)
      const [end, before] = [points.at(-1), points.at(-2)]
      if (end === undefined || before === undefined) return []
      return [
        {
          key: `${edge.child} ${edge.link}`,
          parent: edge.parent,
          child: edge.child,
          path: pathThrough(points),
          label: { x: (end.x + before.x) / 2, y: (end.y + before.y) / 2 },
        },
      ]
    }),
    width: EDGE * 2 + rows.length * NODE.width + Math.max(0, rows.length - 1) * GAP_X,
    height: EDGE * 2 + most * NODE.height + (most - 1) * GAP_Y,
  }
}

type Route = { readonly edge: ChainGraph['edges'][number]; readonly slots: readonly Slot[] }

function routeOf(edge: ChainGraph['edges'][number], levels: ReadonlyMap<string, number>): Slot[] {
  const [from, to] = [levels.get(edge.parent) ?? 0, levels.get(edge.child) ?? 0]
  const between = Array.from({ length: Math.max(0, to - from - 1) }, (_, at): Slot => ({
    id: `${edge.child} ${edge.link} ${from + 1 + at}`,
    level: from + 1 + at,
    isNode: false,
  }))
  return [{ id: edge.parent, level: from, isNode: true }, ...between, { id: edge.child, level: to, isNode: true }]
}

/** The slots by level, each level in the order of the middle of what lies before it, and back. */
function ordered(slots: readonly Slot[], routes: readonly Route[]): Slot[][] {
  const depth = Math.max(0, ...slots.map(({ level }) => level)) + 1
  const rows = Array.from({ length: depth }, (_, level) => slots.filter((slot) => slot.level === level))
  const steps = routes.flatMap(({ slots: way }) => way.slice(1).map((to, at) => [way[at]?.id ?? '', to.id] as const))
  const sort = (level: number, other: number, near: (id: string) => readonly string[]) => {
    const at = new Map((rows[other] ?? []).map(({ id }, index) => [id, index]))
    const row = rows[level] ?? []
    const middle = new Map(
      row.map(({ id }, index) => {
        const places = near(id).flatMap((each) => at.get(each) ?? [])
        return [id, places.length === 0 ? index : places.reduce((sum, each) => sum + each, 0) / places.length]
      }),
    )
    rows[level] = row.toSorted((a, b) => (middle.get(a.id) ?? 0) - (middle.get(b.id) ?? 0))
  }
  for (let sweep = 0; sweep < 3; sweep += 1) {
    for (let level = 1; level < depth; level += 1)
      sort(level, level - 1, (id) => steps.flatMap(([from, to]) => (to === id ? [from] : [])))
    for (let level = depth - 2; level >= 0; level -= 1)
      sort(level, level + 1, (id) => steps.flatMap(([from, to]) => (from === id ? [to] : [])))
  }
  return rows
}

interface Point {
  readonly x: number
  readonly y: number
}

/** Where a line comes to a slot and leaves it. */
function pointsOf(slot: PlacedNode | undefined): Point[] {
  if (slot === undefined) return []
  const y = slot.y + NODE.height / 2
  return [
    { x: slot.x, y },
    { x: slot.x + NODE.width, y },
  ]
}

function pathThrough(points: readonly Point[]): string {
  return points
    .map((point, at) => {
      const before = points[at - 1]
      if (before === undefined) return `M${point.x} ${point.y}`
      if (before.y === point.y) return `L${point.x} ${point.y}`
      const middle = (before.x + point.x) / 2
      return `C${middle} ${before.y} ${middle} ${point.y} ${point.x} ${point.y}`
    })
    .join(' ')
}

function pairOf(id: string, node: PlacedNode | undefined): [string, PlacedNode][] {
  return node === undefined ? [] : [[id, node]]
}

/** The schedule one comes to from another by an arrow key; undefined where there is none that way. */
export function neighbourOf(layout: Layout, from: string, way: 'left' | 'right' | 'up' | 'down'): string | undefined {
  const here = layout.nodes.get(from)
  if (here === undefined) return undefined
  const all = [...layout.nodes.values()]
  if (way === 'up' || way === 'down') {
    const column = all.filter(({ level }) => level === here.level).toSorted((a, b) => a.y - b.y)
    return column[column.indexOf(here) + (way === 'up' ? -1 : 1)]?.id
  }
  const linked = layout.edges.flatMap(({ parent, child }) =>
    way === 'right' ? (parent === from ? [child] : []) : child === from ? [parent] : [],
  )
  return linked
    .flatMap((id) => layout.nodes.get(id) ?? [])
    .toSorted(
      (a, b) =>
        Math.abs(a.level - here.level) - Math.abs(b.level - here.level) ||
        Math.abs(a.y - here.y) - Math.abs(b.y - here.y),
    )[0]?.id
}
