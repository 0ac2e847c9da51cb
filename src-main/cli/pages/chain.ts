import type { ChainDecision, ChainEdge, ChainGraph, ChainNode } from '#schemas'
import { jobStateTexts, scheduleStateTexts } from '#schemas/texts'
import { printableLine } from '../output/printable.ts'
import { table } from '../output/table.ts'
import { localTime, relativeTime } from '../output/times.ts'

/** A chain as a tree from the schedules that follow none; one that follows several is spelt out once. */
export function chainLines(graph: ChainGraph, now: number, width: number | undefined): string[] {
  const children = Map.groupBy(graph.edges, ({ parent }) => parent)
  const followed = new Set(graph.edges.map(({ child }) => child))
  const nodes = new Map(graph.nodes.map((node) => [node.schedule, node]))
  const drawn = new Set<string>()
  const rows: string[][] = []

  function draw(node: ChainNode, edge: ChainEdge | undefined, lead: string, branch: string): void {
    const isAgain = drawn.has(node.schedule)
    drawn.add(node.schedule)
    const link = edge === undefined ? '' : `${edge.words} → `
    const name = `${lead}${branch}${link}${printableLine(node.name)}`
    rows.push(isAgain ? [`${name} (above)`, '', '', ''] : [name, ...stateOf(node, now), decisionOf(edge)])
    if (isAgain) return
    const next = children.get(node.schedule) ?? []
    const inner = branch === '' ? lead : `${lead}${branch.startsWith('└') ? '   ' : '│  '}`
    for (const [at, each] of next.entries()) {
      const child = nodes.get(each.child)
      if (child !== undefined) draw(child, each, inner, at === next.length - 1 ? '└─ ' : '├─ ')
    }
  }

  for (const node of graph.nodes) if (!followed.has(node.schedule)) draw(node, undefined, '', '')
  const cautions = graph.nodes.flatMap(({ name, caution }) =>
    caution === null ? [] : [`${printableLine(name)}: ${printableLine(caution)}`],
  )
  return [...table(rows, width), ...cautions, ...(graph.more ? ['The chain has more schedules than are shown.'] : [])]
}

function stateOf({ state, join, last, open, waiting }: ChainNode, now: number): string[] {
  const job =
    last === null
      ? 'never ran'
      : `${jobStateTexts[last.state].word}${last.verdict === null ? '' : `, ${last.verdict}`} ${relativeTime(Date.parse(last.finished_at ?? last.created_at), now)}`
  const more = [...(open > 1 ? [`${open} not over`] : []), ...(waiting > 0 ? [`${waiting} waiting`] : [])]
  return [`${scheduleStateTexts[state].word}${join === 'all' ? ', joins all' : ''}`, [job, ...more].join(', ')]
}

/** Why the link did not let it fire when it was last asked. */
function decisionOf(edge: ChainEdge | undefined): string {
  const last = edge?.last ?? null
  return last === null || last.decision === 'fired' ? '' : printableLine(last.message)
}

/** Decisions about links, one line each. */
export function decisionLines(
  items: readonly ChainDecision[],
  nameOf: (schedule: string) => string,
  width: number | undefined,
): string[] {
  return table(
    items.map(({ at, parent, child, decision, message, job }) => [
      localTime(Date.parse(at)),
      `${printableLine(nameOf(parent))} → ${printableLine(nameOf(child))}`,
      decision.replaceAll('_', ' '),
      decision === 'fired' ? `after job ${job}` : printableLine(message),
    ]),
    width,
  )
}
