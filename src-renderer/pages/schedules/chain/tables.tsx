import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ChainDecision, ChainGraph } from '#schemas'
import { shortId } from '#schemas/format'
import { cx, linkClass, ScrollRegion, Spelt, StateMark, Time } from '../../../components/index.ts'
import { DECISION_LOOKS, lastMark, shownEdges } from './words.ts'

/** The chain as two tables: its schedules level by level, and its links. */
export function ChainTables({ graph }: { graph: ChainGraph }) {
  const nameOf = namesOf(graph)
  return (
    <div className="flex flex-col gap-4">
      <Table
        caption="Schedules of the chain"
        heads={['Level', 'Schedule', 'State', 'Last job', 'When', 'Open', 'Waiting']}
      >
        {graph.nodes
          .toSorted((a, b) => a.level - b.level)
          .map((node) => {
            const mark = lastMark(node)
            return (
              <tr key={node.schedule} className="border-t border-line">
                <Cell>{node.level + 1}</Cell>
                <Cell>
                  <To id={node.schedule} name={node.name} />
                </Cell>
                <Cell>
                  <StateMark of="schedule" state={node.state} />
                </Cell>
                <Cell>
                  {mark === undefined ? <span className="text-ink-3">has not run</span> : <StateMark {...mark} />}
                </Cell>
                <Cell>
                  {node.last && <Time at={node.last.finished_at ?? node.last.created_at} reachable={false} />}
                </Cell>
                <Cell>{node.open}</Cell>
                <Cell>{node.waiting}</Cell>
              </tr>
            )
          })}
      </Table>
      <Table caption="Links of the chain" heads={['After', 'Fires', 'When it', 'Last time']}>
        {shownEdges(graph).map((edge) => (
          <tr key={`${edge.child} ${edge.link}`} className="border-t border-line">
            <Cell>
              <To id={edge.parent} name={nameOf(edge.parent)} />
            </Cell>
            <Cell>
              <To id={edge.child} name={nameOf(edge.child)} />
            </Cell>
            <Cell>
              <Spelt text={edge.words} />
            </Cell>
            <Cell>
              {edge.last === null ? (
                <span className="text-ink-3">not decided yet</span>
              ) : (
                <Decision decision={edge.last} />
              )}
            </Cell>
          </tr>
        ))}
      </Table>
    </div>
  )
}

/** What became of links, the newest first. */
export function DecisionTable({ decisions, graph }: { decisions: readonly ChainDecision[]; graph: ChainGraph }) {
  const nameOf = namesOf(graph)
  return (
    <Table caption="What became of links, the newest first" heads={['When', 'Of', 'For', 'Result', 'Job']}>
      {decisions.map((decision) => (
        <tr key={decision.seq} className="border-t border-line">
          <Cell>
            <Time at={decision.at} reachable={false} />
          </Cell>
          <Cell>
            <Spelt text={nameOf(decision.parent)} />
          </Cell>
          <Cell>
            <Spelt text={nameOf(decision.child)} />
          </Cell>
          <td className="max-w-[60ch] min-w-48 py-1 pr-4 align-top">
            <Decision decision={decision} />
          </td>
          <Cell>
            <Link to="/jobs/$id" params={{ id: decision.job }} search={{}} className={cx('font-mono', linkClass)}>
              {shortId(decision.job)}
            </Link>
          </Cell>
        </tr>
      ))}
    </Table>
  )
}

function Decision({ decision: { decision, message } }: { decision: ChainDecision }) {
  const { icon: Icon, word, text } = DECISION_LOOKS[decision]
  return (
    <span className="flex flex-col">
      <span className={cx('inline-flex items-center gap-1.5', text)}>
        <Icon />
        {word}
      </span>
      {decision !== 'fired' && (
        <span className="whitespace-normal text-ink-2">
          <Spelt text={message} />
        </span>
      )}
    </span>
  )
}

function namesOf({ nodes }: ChainGraph): (id: string) => string {
  const names = new Map(nodes.map(({ schedule, name }) => [schedule, name]))
  return (id) => names.get(id) ?? shortId(id)
}

function To({ id, name }: { id: string; name: string }) {
  return (
    <Link to="/schedules/$id" params={{ id }} search={{}} className={linkClass}>
      <Spelt text={name} />
    </Link>
  )
}

function Cell({ children }: { children: ReactNode }) {
  return <td className="py-1 pr-4 align-top whitespace-nowrap">{children}</td>
}

function Table({ caption, heads, children }: { caption: string; heads: readonly string[]; children: ReactNode }) {
  return (
    <ScrollRegion label={caption}>
      <table className="w-full border-collapse text-body">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" className="py-1 pr-4 text-left font-normal whitespace-nowrap text-ink-3">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </ScrollRegion>
  )
}
