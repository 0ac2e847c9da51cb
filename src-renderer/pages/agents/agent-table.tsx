import { useState } from 'react'
import type { Agent } from '#schemas'
import { formatCount } from '#schemas/format'
import { PathLink, RemoveDialog } from '../../app/index.ts'
import {
  Button,
  Chip,
  cx,
  linkClass,
  Panel,
  Spelt,
  StateMark,
  Time,
  Unknown,
  useToast,
} from '../../components/index.ts'
import { AgentForm } from './agent-form.tsx'
import { useAgentActs } from './use-agents.ts'

const HEADERS = ['Agent', 'State', 'Offers', 'Waiting', 'Heard of', ''] as const

/** Who can be spoken to, what each offers and is doing. */
export function AgentTable({ agents, chosen }: { agents: readonly Agent[]; chosen: string | undefined }) {
  const [editing, setEditing] = useState<Agent>()
  const [removing, setRemoving] = useState<string>()
  return (
    <Panel title="Agents" flush>
      {/* Wide tables scroll by themselves, so they must be reachable. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div tabIndex={0} role="region" aria-label="Table of agents" data-ring="inside" className="overflow-x-auto">
        <table className="w-full min-w-[48rem] border-t border-line text-left">
          <thead>
            <tr className="border-b border-line text-meta text-ink-3">
              {HEADERS.map((header) => (
                <th key={header} scope="col" className="h-8 px-4 font-normal whitespace-nowrap">
                  {header === '' ? <span className="sr-only">Acts</span> : header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {agents.map((agent) => (
              <tr key={agent.name} className={cx('h-10', agent.name === chosen && 'bg-selected')}>
                <td className="px-4 py-1.5">
                  <PathLink to={`/agents?to=${agent.name}`} className={cx(linkClass, 'font-strong')}>
                    {agent.name}
                  </PathLink>
                  {agent.note !== '' && (
                    <span className="block max-w-72 truncate text-meta text-ink-3">
                      <Spelt text={agent.note} />
                    </span>
                  )}
                </td>
                <td className="px-4">
                  <StateMark of="agent" state={agent.state} />
                </td>
                <td className="px-4">
                  <span className="flex flex-wrap gap-1 py-1">
                    {agent.capabilities.length === 0 ? (
                      <span className="text-ink-3">nothing</span>
                    ) : (
                      agent.capabilities.map((each) => (
                        <Chip key={each} className="h-5! font-mono text-meta!">
                          {each === '*' ? 'everything' : each}
                        </Chip>
                      ))
                    )}
                  </span>
                </td>
                <td className="px-4 tabular-nums">{formatCount(agent.waiting)}</td>
                <td className="px-4 whitespace-nowrap text-ink-2">
                  {agent.last_seen_at === null ? (
                    <Unknown why="It has not said that it is there." />
                  ) : (
                    <Time at={agent.last_seen_at} reachable={false} />
                  )}
                </td>
                <td className="px-4" aria-label={`Edit or remove ${agent.name}`}>
                  <span className="flex justify-end gap-1">
                    <Button size="small" onClick={() => setEditing(agent)}>
                      Edit…<span className="sr-only"> {agent.name}</span>
                    </Button>
                    <Button size="small" onClick={() => setRemoving(agent.name)}>
                      Remove…<span className="sr-only"> {agent.name}</span>
                    </Button>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {editing && <AgentForm agent={editing} onClose={() => setEditing(undefined)} />}
      {removing !== undefined && <RemoveAgent name={removing} onClose={() => setRemoving(undefined)} />}
    </Panel>
  )
}

function RemoveAgent({ name, onClose }: { name: string; onClose: () => void }) {
  const { remove } = useAgentActs()
  const toast = useToast()
  const act = () =>
    remove.mutate(name, {
      onSuccess: () => {
        toast({ text: `${name} is removed.` })
        onClose()
      },
    })
  return (
    <RemoveDialog what={name} acting={remove} still="The agent is still there." onRemove={act} onClose={onClose}>
      <p>Nothing can be sent to it any more. Its messages, and what it did, stay.</p>
    </RemoveDialog>
  )
}
