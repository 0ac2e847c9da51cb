import {
  type ApprovalSnapshot,
  eventKinds,
  type Grant,
  type GrantPattern,
  grantPatternSchema,
  grantSchema,
  InterlockError,
  MAX_GRANTS,
} from '#schemas'
import { type Clock, type Ids, isoTime } from '#schemas/format'
import { type Bodies, IN_KIND_INDEX, type Ledger, type Store, type Write } from '#core/record'
import { isAlike } from './snapshot.ts'

/** A row of the grant table. `pattern` and `note` are bodies. */
export interface GrantRow {
  seq: number
  id: string
  approval: string
  state: string
  kind: string
  pattern: string
  uses: number
  used: number
  given_at: number
  given_by: string
  expires_at: number
  ended_at: number | null
  ended_by: string | null
  note: string | null
}

/** What the operator approved beforehand: the next n that are alike, for a while. */
export interface Grants {
  /** One in force for exactly this, as the ledger knows it. */
  find(snapshot: ApprovalSnapshot): GrantRow | undefined
  /** Whether any could approve a step at this moment. */
  anyForSteps(): boolean
  use(write: Write, grant: GrantRow, approval: string, context: { actor: string; job: string }): void
  /** @throws InterlockError too_many_of_kind */
  give(
    write: Write,
    given: {
      approval: string
      job: string
      pattern: GrantPattern
      uses: number
      expiresAt: number
      note: string | undefined
    },
    actor: string,
  ): GrantRow
  /** @throws InterlockError grant_not_found, grant_ended */
  revoke(id: string, note: string | undefined, actor: string): Promise<Grant>
  list(query: { active: boolean; limit: number }): Grant[]
  view(row: GrantRow): Grant
  /** Ends those whose time is over. @returns when the next one's is */
  expire(write: Write): number | undefined
  nextExpiry(): number | undefined
}

export interface GrantsDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
}

export function createGrants({ store, ledger, bodies, clock, ids }: GrantsDeps): Grants {
  const active = store.query<{ now: number }, GrantRow>(
    "SELECT * FROM approval_grant INDEXED BY approval_grant_active WHERE state = 'active' AND expires_at > :now ORDER BY seq",
  )
  const overdue = store.query<{ now: number }, GrantRow>(
    "SELECT * FROM approval_grant INDEXED BY approval_grant_active WHERE state = 'active' AND expires_at <= :now ORDER BY seq",
  )
  const soonest = store.query<object, { at: number | null }>(
    "SELECT min(expires_at) AS at FROM approval_grant INDEXED BY approval_grant_active WHERE state = 'active'",
  )
  const newest = store.query<{ limit: number }, GrantRow>('SELECT * FROM approval_grant ORDER BY seq DESC LIMIT :limit')
  const byId = store.query<{ id: string }, GrantRow>('SELECT * FROM approval_grant WHERE id = :id')
  const insert = store.change<
    Pick<
      GrantRow,
      'seq' | 'id' | 'approval' | 'kind' | 'pattern' | 'uses' | 'given_at' | 'given_by' | 'expires_at' | 'note'
    >
  >(
    `INSERT INTO approval_grant(seq, id, approval, state, kind, pattern, uses, used, given_at, given_by, expires_at, note)
     VALUES (:seq, :id, :approval, 'active', :kind, :pattern, :uses, 0, :given_at, :given_by, :expires_at, :note)`,
  )
  const count = store.change<{ id: string }>(
    "UPDATE approval_grant SET used = used + 1 WHERE id = :id AND state = 'active' AND used < uses",
  )
  const end = store.change<{ id: string; state: string; at: number; by: string }>(
    'UPDATE approval_grant SET state = :state, ended_at = :at, ended_by = :by WHERE id = :id',
  )

  const told = store.query<{ seq: number; id: string; kind: string }, { n: number }>(
    `SELECT count(*) AS n FROM event INDEXED BY event_kind WHERE kind = :kind AND ${IN_KIND_INDEX} AND seq > :seq AND payload ->> 'grant' = :id`,
  )

  /** Whether the ledger tells the same of a grant as its row; one that somebody wrote to approves nothing. */
  function isGiven(row: GrantRow): boolean {
    const { seq, id, uses, used, expires_at, pattern } = row
    const event = ledger.get(seq)
    if (event?.kind !== 'grant.given' || event.actor !== row.given_by) return false
    const given = eventKinds['grant.given'].safeParse(event.payload).data
    if (given?.grant !== id || given.uses !== uses || given.expires_at !== expires_at || given.pattern.id !== pattern)
      return false
    if (bodies.readWithDigest(pattern)?.digest !== given.pattern.digest) return false
    const count = (kind: string) => told.get({ seq, id, kind })?.n
    return count('grant.used') === used && count('grant.ended') === 0
  }

  function patternIn(row: GrantRow): GrantPattern | undefined {
    const content = bodies.read(row.pattern)
    return content === undefined ? undefined : grantPatternSchema.safeParse(JSON.parse(content.toString('utf8'))).data
  }

  function found(id: string): GrantRow {
    const row = byId.get({ id })
    if (row === undefined) throw new InterlockError('grant_not_found', { id })
    return row
  }

  function endOne(write: Write, row: GrantRow, why: 'used_up' | 'expired' | 'revoked', actor: string, note?: string) {
    const at = clock.now()
    const body = note === undefined ? null : bodies.text(write, note)
    ledger.append(write, 'grant.ended', { grant: row.id, why, note: body }, { actor, at })
    end.run(write, { id: row.id, state: why, at, by: actor })
  }

  function view(row: GrantRow): Grant {
    return grantSchema.parse({
      id: row.id,
      approval: row.approval,
      state: row.state,
      pattern: patternIn(row),
      uses: row.uses,
      used: row.used,
      granted_at: isoTime(row.given_at),
      granted_by: row.given_by,
      expires_at: isoTime(row.expires_at),
      ended_at: row.ended_at === null ? null : isoTime(row.ended_at),
      ended_by: row.ended_by,
      note: row.note === null ? null : (bodies.read(row.note)?.toString('utf8') ?? null),
    })
  }

  return {
    find(snapshot) {
      return active.all({ now: clock.now() }).find((row) => {
        if (row.used >= row.uses || row.kind !== snapshot.kind) return false
        const pattern = patternIn(row)
        return pattern !== undefined && isAlike(pattern, snapshot) && isGiven(row)
      })
    },
    anyForSteps: () => active.all({ now: clock.now() }).some(({ kind }) => kind !== 'start'),
    use(write, grant, approval, { actor, job }) {
      count.run(write, { id: grant.id })
      const used = grant.used + 1
      ledger.append(write, 'grant.used', { grant: grant.id, approval, used }, { actor, job })
      if (used >= grant.uses) endOne(write, grant, 'used_up', 'core')
    },
    give(write, { approval, job, pattern, uses, expiresAt, note }, actor) {
      const at = clock.now()
      if (active.all({ now: at }).length >= MAX_GRANTS)
        throw new InterlockError('too_many_of_kind', { what: 'grants in force', limit: MAX_GRANTS })
      const id = ids.next('grt')
      const body = bodies.json(write, pattern)
      const noteBody = note === undefined ? null : bodies.text(write, note)
      const seq = ledger.append(
        write,
        'grant.given',
        { grant: id, approval, pattern: body, uses, expires_at: expiresAt, note: noteBody },
        { actor, job, at },
      )
      insert.run(write, {
        seq,
        id,
        approval,
        kind: pattern.kind,
        pattern: body.id,
        uses,
        given_at: at,
        given_by: actor,
        expires_at: expiresAt,
        note: noteBody?.id ?? null,
      })
      return found(id)
    },
    revoke: (id, note, actor) =>
      store.write((write) => {
        const row = found(id)
        if (row.state !== 'active') throw new InterlockError('grant_ended', { id, state: row.state })
        endOne(write, row, 'revoked', actor, note)
        return view(found(id))
      }),
    list: (query) => (query.active ? active.all({ now: clock.now() }) : newest.all({ limit: query.limit })).map(view),
    view,
    expire(write) {
      for (const row of overdue.all({ now: clock.now() })) endOne(write, row, 'expired', 'core')
      return soonest.get({})?.at ?? undefined
    },
    nextExpiry: () => soonest.get({})?.at ?? undefined,
  }
}
