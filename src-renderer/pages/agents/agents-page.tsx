import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { Agent } from '#schemas'
import { formatCount } from '#schemas/format'
import { PageTitle, problemOf, useClient } from '../../app/index.ts'
import { Button, EmptyState, ErrorPanel, Panel, PlusIcon, Skeleton } from '../../components/index.ts'
import { AgentForm } from './agent-form.tsx'
import { AgentTable } from './agent-table.tsx'
import { GroupList } from './group-list.tsx'
import { Messages } from './messages.tsx'
import type { AgentsSearch } from './search.ts'
import { SendForm } from './send-form.tsx'
import { agentsQuery, groupsQuery } from './use-agents.ts'

const route = getRouteApi('/agents')

/** Who can be spoken to, what they do together, and what was said. */
export function AgentsPage() {
  const client = useClient()
  const navigate = useNavigate()
  const search = route.useSearch()
  const { data: agents, error, isPending } = useQuery(agentsQuery(client))
  const { data: groups, error: groupError } = useQuery(groupsQuery(client))
  const go = (next: AgentsSearch) => void navigate({ to: '/agents', search: next, replace: true })
  const close = () => {
    const { open: _, ...rest } = search
    go(rest)
  }
  const failed = error ?? groupError
  const none = agents?.length === 0
  const add = (
    <Button icon={PlusIcon} look={none ? 'primary' : 'plain'} onClick={() => go({ ...search, open: 'agent' })}>
      Register agent
    </Button>
  )
  return (
    <div className="mx-auto flex max-w-360 flex-col gap-4 p-4 sm:p-6">
      <PageTitle text="Agents" />
      {!none && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <h2 className="min-w-0 flex-1 text-section font-strong">{agents ? verdict(agents) : 'Looking'}</h2>
          {agents && add}
          {agents && (
            <Button look="primary" onClick={() => go({ ...search, open: 'message' })}>
              Send message
            </Button>
          )}
        </div>
      )}
      {failed && <ErrorPanel {...problemOf(failed, 'No agent and no message was changed.')} />}
      {isPending && <Skeleton rows={4} rowHeight={40} />}
      {none && (
        <Panel title="Agents" quiet>
          <EmptyState kind="first_use" title="No agent is registered yet." action={add}>
            An agent is a program that takes messages and work here under a name. Messages find it by its name, or by
            what it offers; a job it asks for waits for you.
          </EmptyState>
        </Panel>
      )}
      {agents && agents.length > 0 && <AgentTable agents={agents} chosen={search.to} />}
      {groups && groups.items.length > 0 && <GroupList groups={groups.items} />}
      {agents && (agents.length > 0 || search.id !== undefined) && <Messages search={search} />}
      {search.open === 'agent' && <AgentForm onClose={close} />}
      {search.open === 'message' && <SendForm agents={agents ?? []} to={search.to} onClose={close} />}
    </div>
  )
}

function verdict(agents: readonly Agent[]): string {
  const count = (state: Agent['state']) => agents.filter((agent) => agent.state === state).length
  const waiting = agents.reduce((sum, agent) => sum + agent.waiting, 0)
  const parts = [
    `${formatCount(agents.length)} ${agents.length === 1 ? 'agent' : 'agents'}`,
    count('busy') > 0 ? `${count('busy')} busy` : '',
    count('offline') > 0 ? `${count('offline')} offline` : '',
    waiting > 0 ? `${formatCount(waiting)} ${waiting === 1 ? 'message waits' : 'messages wait'}` : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}
