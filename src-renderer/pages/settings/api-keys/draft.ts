import { type JobType, KEY_RIGHTS, type KeyInput, keyInputSchema, type KeyRight } from '#schemas'

/** What the form of a key holds, as chosen. */
export interface KeyDraft {
  readonly name: string
  readonly rights: readonly KeyRight[]
  readonly agent: string
  readonly workspaces: readonly string[]
  readonly types: readonly JobType[]
  readonly pools: readonly string[]
  /** How long it is good; 0 is until it is revoked. */
  readonly days: number
}

export const NEW_KEY: KeyDraft = {
  name: '',
  rights: ['read', 'enqueue', 'cancel_own'],
  agent: '',
  workspaces: [],
  types: [],
  pools: [],
  days: 90,
}

export const KEY_DAYS = [7, 30, 90, 365, 0] as const

const DAY_MS = 86_400_000

/** `operate` has the others in it, and reaches everything. */
export function hasRight({ rights }: Pick<KeyDraft, 'rights'>, right: KeyRight): boolean {
  return rights.includes(right) || rights.includes('operate')
}

/** Whether what it may add can be bounded. */
export function isBoundable({ rights }: Pick<KeyDraft, 'rights'>): boolean {
  return !rights.includes('operate') && (rights.includes('enqueue') || rights.includes('schedules'))
}

/** What the form says; undefined while it says nothing that can be a key. */
export function keyInputOf(draft: KeyDraft, now: number): KeyInput | undefined {
  const operates = draft.rights.includes('operate')
  const bounds = isBoundable(draft) ? draft : { workspaces: [], types: [], pools: [] }
  const speaks = !operates && draft.rights.includes('messages')
  return keyInputSchema.safeParse({
    name: draft.name.trim(),
    spec: {
      rights: operates ? ['operate'] : KEY_RIGHTS.filter((right) => draft.rights.includes(right)),
      ...(speaks && { agent: draft.agent }),
      ...(bounds.workspaces.length > 0 && { workspaces: bounds.workspaces }),
      ...(bounds.types.length > 0 && { types: bounds.types }),
      ...(bounds.pools.length > 0 && { pools: bounds.pools }),
    },
    ...(draft.days > 0 && { expires_at: new Date(now + draft.days * DAY_MS).toISOString() }),
  }).data
}
