import { agentNameSchema, capSchema, MAX_AGENTS, type OpenclawImport } from '#schemas'
import type { Agents } from '../agents/index.ts'
import type { ForeignAgent } from './foreign.ts'

/** Registers the agents that are not there. @returns what became of each */
export async function takeAgents(
  agents: Pick<Agents, 'list' | 'set'>,
  found: readonly ForeignAgent[],
  { dry, actor }: { dry: boolean; actor: string },
): Promise<OpenclawImport['agents']> {
  const rows: OpenclawImport['agents'] = []
  const here = new Set(agents.list().map(({ name }) => name))
  for (const { id: original, name: called, capabilities } of found) {
    const name = agentNameSchema.safeParse(original.toLowerCase()).data
    const offered = capabilities.filter((each) => each === '*' || capSchema.safeParse(each).success)
    const detail = [called ?? '', offered.join(', ')]
      .filter((part) => part !== '')
      .join(': ')
      .slice(0, 500)
    const there = name !== undefined && here.has(name)
    if (name === undefined || (!there && here.size >= MAX_AGENTS)) {
      rows.push({ original, name: null, outcome: 'left', detail })
      continue
    }
    const spec = {
      note: `Imported from OpenClaw. ${called ?? ''}`.trim().slice(0, 500),
      capabilities: offered,
      deliver_to: null,
    }
    if (!there && !dry) await agents.set({ name, spec }, actor)
    here.add(name)
    rows.push({ original, name, outcome: there ? 'unchanged' : 'added', detail })
  }
  return rows
}
