import { describe, expect, it } from 'vitest'
import { type Alias, aliasSpecSchema, type AliasSpecInput } from '#schemas'
import { draftOf, newDraft, readDraft } from './alias-draft.ts'

const anAlias = (spec: AliasSpecInput): Alias => ({
  name: 'team',
  built_in: false,
  revision: 1,
  spec: aliasSpecSchema.parse(spec),
  changed_at: null,
  waiting: 0,
  dead: 0,
  last_sent_at: null,
  problem: null,
})

describe('the form of an alias', () => {
  it.each<AliasSpecInput>([
    { channel: 'webhook', url: 'https://example.org/hook', secret: 'HOOK_KEY', quiet: { from: '23:00', to: '06:30' } },
    { channel: 'telegram', secret: 'BOT', chat_id: '-100', base_url: 'http://127.0.0.1:1', allow_private: true },
    { channel: 'discord', secret: 'DISCORD', digest: { every_min: 15 }, zone: 'Europe/Berlin' },
    { channel: 'file', file: 'team.jsonl', digest: { at: '08:00' }, note: 'ours', paused: true },
    { channel: 'desktop' },
  ])('gives back what it was given: $channel', (spec) => {
    const alias = anAlias(spec)
    expect(readDraft(draftOf(alias), alias.spec)).toEqual({ spec: alias.spec, wrong: new Set() })
  })

  it('names what is wrong', () => {
    const draft = { ...newDraft('UTC'), url: 'ftp://x', zone: 'Mars/Base', digest: 'every', every: '0' } as const
    expect(readDraft(draft).wrong).toEqual(new Set(['url', 'secret', 'zone', 'digest', 'name']))
  })
})
