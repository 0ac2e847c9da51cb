/** Tables of agents and what they do together, by primary key. */
export interface AgentTables {
  readonly agent: Map<string, object>
  readonly message: Map<string, MessageRow>
  readonly message_receipt: Map<string, object>
  readonly task_group: Map<string, object>
  readonly group_member: Map<string, object>
  readonly team: Map<string, object>
  readonly team_task: Map<string, object>
}

/** What later events of a message ask for. */
interface MessageRow extends Record<string, unknown> {
  delivered_at: number | null
  read_at: number | null
}

export function emptyAgentTables(): AgentTables {
  return {
    agent: new Map(),
    message: new Map(),
    message_receipt: new Map(),
    task_group: new Map(),
    group_member: new Map(),
    team: new Map(),
    team_task: new Map(),
  }
}
