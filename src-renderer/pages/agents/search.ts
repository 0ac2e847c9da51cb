/** What the page shows, as its address says it. */
export interface AgentsSearch {
  /** Messages to this agent, or the operator. */
  readonly to?: string
  /** The message that is shown whole. */
  readonly id?: string
  /** A form that is open. */
  readonly open?: 'agent' | 'message'
}

export function readAgentsSearch(raw: Record<string, unknown>): AgentsSearch {
  const { open } = raw
  // The router reads a name of digits as a number.
  const text = (value: unknown) => (typeof value === 'number' ? String(value) : value)
  const [to, id] = [text(raw['to']), text(raw['id'])]
  return {
    ...(typeof to === 'string' && to !== '' && { to }),
    ...(typeof id === 'string' && id !== '' && { id }),
    ...((open === 'agent' || open === 'message') && { open }),
  }
}
