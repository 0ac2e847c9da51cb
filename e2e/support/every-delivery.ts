import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from '#core'
import { aliasSpecSchema, type AliasSpecInput } from '#schemas'
import { aJob } from './jobs.ts'
import { enqueued, settled, until } from './wait.ts'

/** Everything that can become of a delivery and an alias. `skip` sets the clock of the core forward; `look` is called after each. */
export async function everyDelivery(
  core: Core,
  home: string,
  skip: (ms: number) => void,
  look: () => void,
): Promise<void> {
  const alias = (name: string, spec: AliasSpecInput) =>
    core.aliases.set({ name, spec: aliasSpecSchema.parse(spec) }, 'operator')
  const told = async (to: string) =>
    settled(core, await enqueued(core, aJob({ deliver: { to, when: 'always', output: true } })))
  const inState = (name: string, state: string, count = 1) =>
    until(`${count} for ${name} are ${state}`, () => {
      return core.outbox.list({ alias: name, state, limit: 50 }).items.length >= count
    })

  await alias('team', { channel: 'file', file: 'team.jsonl' })
  await told('team')
  await inState('team', 'sent')
  await told('inbox')
  look()

  mkdirSync(join(home, 'exports', 'broken.jsonl'))
  await alias('broken', { channel: 'file', file: 'broken.jsonl' })
  const { id } = await core.aliases.test('broken', 'operator')
  look()
  await core.outbox.retry(id, 'operator')
  await until('it failed again', () => core.outbox.delivery(id).delivery.attempts === 2)
  await core.outbox.discard(id, 'operator')
  look()

  await alias('digest', { channel: 'file', file: 'digest.jsonl', digest: { every_min: 1 } })
  await told('digest')
  await told('digest')
  look()
  skip(61_000)
  await core.outbox.pause('operator')
  await core.outbox.resume('operator')
  await inState('digest', 'sent')
  look()
  await core.aliases.remove({ name: 'team', force: true }, 'cli')
  look()
}
