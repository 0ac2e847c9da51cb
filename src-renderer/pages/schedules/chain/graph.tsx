import { Link } from '@tanstack/react-router'
import { useMemo, useRef } from 'react'
import type { ChainEdge, ChainGraph, ChainNode } from '#schemas'
import { cx, relativeTime, ScrollRegion, Spelt, StateMark, Time, useKeys, useNow } from '../../../components/index.ts'
import { type Layout, layoutOf, neighbourOf, NODE, type PlacedEdge } from './layout.ts'
import { DECISION_LOOKS, END_LOOKS, extraWords, lastMark, lastPassage, shownEdges } from './words.ts'

const LABEL_WIDTH = 134

/** The chain as it is drawn: each schedule with its last job, each link with what it asks for and what became of it last. */
export function Graph({ graph }: { graph: ChainGraph }) {
  const area = useRef<HTMLDivElement>(null)
  // States change far more often than the chain itself.
  const shape = JSON.stringify([
    graph.nodes.map(({ schedule, level }) => [schedule, level]),
    graph.edges.map(({ child, link, parent }) => [child, link, parent]),
  ])
  // oxlint-disable-next-line react/exhaustive-deps -- see above
  const layout = useMemo(() => layoutOf(graph), [shape])
  const passage = lastPassage(graph)
  const at = () => document.activeElement?.closest<HTMLElement>('[data-chain-node]')?.dataset['chainNode']
  const focus = (id: string | undefined) =>
    id !== undefined && area.current?.querySelector<HTMLElement>(`[data-chain-node="${CSS.escape(id)}"]`)?.focus()
  const order = reading(layout)
  const step = (by: number) =>
    focus(order[order.indexOf(at() ?? '') + by] ?? (at() === undefined ? order[0] : undefined))
  const arrows = (
    [
      ['ArrowLeft', 'left', 'To a schedule this one follows'],
      ['ArrowRight', 'right', 'To a schedule that follows this one'],
      ['ArrowUp', 'up', 'To the schedule above'],
      ['ArrowDown', 'down', 'To the schedule below'],
    ] as const
  ).map(([keys, way, label]) => ({
    keys,
    label,
    repeats: true,
    when: () => at() !== undefined,
    run: () => focus(neighbourOf(layout, at() ?? '', way)),
  }))
  useKeys([
    ...arrows,
    { keys: 'j', label: 'Next schedule', repeats: true, run: () => step(1) },
    { keys: 'k', label: 'Previous schedule', repeats: true, run: () => step(-1) },
  ])
  const edges = new Map(shownEdges(graph).map((edge) => [`${edge.child} ${edge.link}`, edge]))
  return (
    <ScrollRegion label="The chain, drawn" className="rounded-b-lg bg-canvas">
      <div ref={area} className="relative mx-auto" style={{ width: layout.width, height: layout.height }}>
        <svg width={layout.width} height={layout.height} aria-hidden="true" className="absolute inset-0">
          <defs>
            <marker
              id="chain-arrow"
              viewBox="0 0 8 8"
              refX={7}
              refY={4}
              markerWidth={8}
              markerHeight={8}
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path d="M1 1l6 3-6 3z" fill="context-stroke" />
            </marker>
          </defs>
          {layout.edges.map((placed) => (
            <Line key={placed.key} placed={placed} edge={edges.get(placed.key)} root={passage?.root} />
          ))}
        </svg>
        <ol aria-label="Schedules of the chain">
          {order.map((id) => {
            const node = graph.nodes.find(({ schedule }) => schedule === id)
            const place = layout.nodes.get(id)
            return (
              node &&
              place && (
                <li key={id} className="absolute" style={{ left: place.x, top: place.y, ...NODE }}>
                  <Node
                    node={node}
                    current={node.last !== null && node.last.root === passage?.root}
                    here={id === graph.schedule}
                  />
                </li>
              )
            )
          })}
        </ol>
        {layout.edges.map((placed) => {
          const edge = edges.get(placed.key)
          return edge && <Label key={placed.key} placed={placed} edge={edge} root={passage?.root} />
        })}
      </div>
    </ScrollRegion>
  )
}

/** Level by level, each from the top. */
function reading(layout: Layout): string[] {
  return [...layout.nodes.values()].toSorted((a, b) => a.level - b.level || a.y - b.y).map(({ id }) => id)
}

function Line({ placed, edge, root }: { placed: PlacedEdge; edge: ChainEdge | undefined; root: string | undefined }) {
  if (edge === undefined) return null
  const current = edge.last !== null && edge.last.root === root
  return (
    <path
      d={placed.path}
      fill="none"
      strokeWidth={current ? 2 : 1.5}
      strokeDasharray={END_LOOKS[edge.on].dash}
      markerEnd="url(#chain-arrow)"
      className={cx(
        current && edge.last !== null ? DECISION_LOOKS[edge.last.decision].stroke : 'stroke-control',
        'forced-colors:stroke-[CanvasText]',
      )}
    />
  )
}

function Label({ placed, edge, root }: { placed: PlacedEdge; edge: ChainEdge; root: string | undefined }) {
  const now = useNow()
  const { icon: EndIcon, word } = END_LOOKS[edge.on]
  const extra = extraWords(edge)
  const { last } = edge
  // What was decided in an earlier passage is told in passing.
  const current = last?.root === root
  const look = last === null ? undefined : DECISION_LOOKS[last.decision]
  return (
    <div
      title={`When it ${edge.words}.${edge.last === null ? '' : ` ${edge.last.message}`}`}
      style={{ left: placed.label.x - LABEL_WIDTH / 2, top: placed.label.y, width: LABEL_WIDTH }}
      // Read out with the schedules and in the table; here it is for the eye.
      aria-hidden="true"
      className="absolute flex -translate-y-1/2 flex-col items-center text-meta"
    >
      <span className="flex max-w-full flex-col items-center rounded-sm border border-line bg-surface px-2 py-0.5">
        <span className="inline-flex max-w-full items-center gap-1 text-ink-2">
          <EndIcon size={12} />
          <span className="truncate">{word}</span>
        </span>
        {extra !== '' && (
          <span className="line-clamp-2 max-w-full text-center break-words text-ink-3">
            <Spelt text={extra} />
          </span>
        )}
        {last !== null && look !== undefined && (
          <span className={cx('inline-flex max-w-full items-center gap-1', current ? look.text : 'text-ink-3')}>
            <look.icon size={12} />
            <span className="truncate">
              {look.word} {relativeTime(Date.parse(last.at), now)}
            </span>
          </span>
        )}
      </span>
    </div>
  )
}

function Node({ node, current, here }: { node: ChainNode; current: boolean; here: boolean }) {
  const mark = lastMark(node)
  const { schedule, name, state, last, open, waiting } = node
  return (
    <Link
      to="/schedules/$id"
      params={{ id: schedule }}
      search={{}}
      data-chain-node={schedule}
      aria-current={here ? 'true' : undefined}
      className={cx(
        'flex h-full flex-col justify-between rounded-lg border bg-surface px-3 py-2 hover:bg-sunken',
        here ? 'border-run shadow-[inset_3px_0_0_var(--color-run)]' : 'border-control',
        state === 'deleted' && 'border-dashed',
      )}
    >
      <span className="flex items-center gap-2">
        <span title={name} className="min-w-0 flex-1 truncate font-strong">
          <Spelt text={name} />
        </span>
        <StateMark of="schedule" state={state} className="text-meta" />
      </span>
      <span className={cx('flex items-center gap-2', !current && 'text-ink-3')}>
        {mark === undefined ? <span className="text-ink-3">has not run</span> : <StateMark {...mark} />}
        <span className="ml-auto text-meta text-ink-3">
          {open > 1
            ? `${open} open`
            : waiting > 0
              ? `${waiting} wait`
              : last && <Time at={last.finished_at ?? last.created_at} reachable={false} />}
        </span>
      </span>
    </Link>
  )
}
