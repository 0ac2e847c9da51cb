import { type Alias, aliasNameSchema, type AliasSpec, aliasSpecSchema, type Channel } from '#schemas'

/** What the form of an alias holds, as typed. */
export interface AliasDraft {
  readonly name: string
  readonly channel: Channel
  readonly url: string
  readonly secret: string
  readonly file: string
  readonly chat: string
  readonly allowPrivate: boolean
  readonly zone: string
  readonly quiet: boolean
  readonly from: string
  readonly to: string
  readonly digest: 'none' | 'daily' | 'every'
  readonly at: string
  readonly every: string
  readonly paused: boolean
  readonly note: string
}

export const NO_SECRET = ''

export function newDraft(zone: string): AliasDraft {
  return {
    name: '',
    channel: 'webhook',
    url: '',
    secret: NO_SECRET,
    file: '',
    chat: '',
    allowPrivate: false,
    zone,
    quiet: false,
    from: '22:00',
    to: '07:00',
    digest: 'none',
    at: '18:00',
    every: '60',
    paused: false,
    note: '',
  }
}

export function draftOf({ name, spec }: Alias): AliasDraft {
  const { quiet, digest } = spec
  return {
    ...newDraft(spec.zone),
    name,
    channel: spec.channel,
    paused: spec.paused,
    note: spec.note,
    ...('secret' in spec && { secret: spec.secret }),
    ...('allow_private' in spec && { allowPrivate: spec.allow_private }),
    ...(spec.channel === 'webhook' && { url: spec.url }),
    ...(spec.channel === 'file' && { file: spec.file }),
    ...(spec.channel === 'telegram' && { chat: spec.chat_id }),
    ...(quiet !== undefined && { quiet: true, ...quiet }),
    ...(digest !== undefined &&
      ('at' in digest
        ? { digest: 'daily' as const, at: digest.at }
        : { digest: 'every' as const, every: String(digest.every_min) })),
  }
}

/** Whether a channel is reached with a secret. */
export function needsSecret(channel: Channel): boolean {
  return channel === 'webhook' || channel === 'telegram' || channel === 'discord'
}

/** What the form says, and which of its fields are wrong. `before`: what is not in the form stays as it was. */
export function readDraft(
  draft: AliasDraft,
  before?: AliasSpec,
): { spec: AliasSpec | undefined; wrong: ReadonlySet<string> } {
  const { channel } = draft
  const base = before !== undefined && 'base_url' in before ? { base_url: before.base_url } : {}
  const reach = { secret: draft.secret, allow_private: draft.allowPrivate }
  const place = {
    webhook: { url: draft.url.trim(), ...reach },
    telegram: { chat_id: draft.chat.trim(), ...reach, ...base },
    discord: { ...reach, ...base },
    file: { file: draft.file.trim() },
    inbox: {},
    desktop: {},
  }[channel]
  const parsed = aliasSpecSchema.safeParse({
    channel,
    ...place,
    note: draft.note.trim(),
    zone: draft.zone.trim(),
    paused: draft.paused,
    ...(draft.quiet && { quiet: { from: draft.from, to: draft.to } }),
    ...(draft.digest === 'daily' && { digest: { at: draft.at } }),
    ...(draft.digest === 'every' && { digest: { every_min: Number(draft.every) } }),
  })
  const wrong = new Set(parsed.error?.issues.map(({ path }) => String(path[0])))
  if (!aliasNameSchema.safeParse(draft.name).success) wrong.add('name')
  return { spec: parsed.data, wrong }
}
