import { expect, it } from 'vitest'
import { aliasSpecSchema } from '#schemas'
import { plannedAliases } from './aliases.ts'

const onDiscord = (alias: string) => ({ alias, channel: 'discord', target: `channel of ${alias}`, description: null })

it('names a secret for each alias of Discord, whose webhook leads to one channel only', () => {
  const long = 'a-name-that-is-as-long-as-the-name-of-an-alias-can-be-but-'
  const names = ['ops', 'ops-alerts', 'ops.alerts', `${long}one`, `${long}two`, 'ops']
  const planned = plannedAliases({ aliases: names.map(onDiscord), jobs: [] })
  const secrets = planned.map(({ made }) => (made?.spec.channel === 'discord' ? made.spec.secret : undefined))
  expect(secrets.slice(0, 2)).toEqual(['DISCORD_WEBHOOK_OPS', 'DISCORD_WEBHOOK_OPS_ALERTS'])
  expect(new Set(secrets).size).toBe(5)
  expect(secrets[5]).toBe(secrets[0])
  for (const { made } of planned) expect(aliasSpecSchema.safeParse(made?.spec).success).toBe(true)
})
