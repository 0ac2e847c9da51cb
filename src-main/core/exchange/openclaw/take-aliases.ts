import { BUILT_IN_ALIASES, MAX_ALIASES, type OpenclawImport } from '#schemas'
import type { Aliases } from '../outbox/index.ts'
import type { PlannedAlias } from './aliases.ts'

/** Makes the aliases that are not there. @returns what became of each, and where news for a channel and target go */
export async function takeAliases(
  aliases: Pick<Aliases, 'list' | 'set' | 'refusal'>,
  planned: readonly PlannedAlias[],
  { dry, actor }: { dry: boolean; actor: string },
) {
  const rows: OpenclawImport['aliases'] = []
  const names = new Map<string, string>()
  const here = new Set(aliases.list().map(({ name }) => name))
  for (const { original, channel, target, made } of planned) {
    const detail = `${channel} ${target}`.slice(0, 500)
    if (made === undefined) {
      rows.push({ original, name: null, outcome: 'left', detail })
      continue
    }
    const there = here.has(made.name)
    // What cannot be kept, or not any more, holds up nothing else: what would go there comes to the inbox, and it shows.
    const isFull = here.size - BUILT_IN_ALIASES.length >= MAX_ALIASES
    if (!there && (isFull || aliases.refusal(made.spec) !== undefined)) {
      rows.push({ original, name: null, outcome: 'left', detail })
      continue
    }
    if (!there && !dry) await aliases.set(made, actor)
    here.add(made.name)
    rows.push({ original, name: made.name, outcome: there ? 'unchanged' : 'added', detail })
    for (const name of [original, `${channel} ${target}`]) names.set(name, made.name)
  }
  const aliasOf = (channel: string | null, target: string | null) =>
    target === null
      ? undefined
      : (names.get(target) ?? names.get(`${channel ?? ''} ${target}`) ?? names.get(`webhook ${target}`))
  return { rows, aliasOf }
}
