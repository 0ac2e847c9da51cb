import {
  type Approval,
  approvalSchema,
  type ApprovalDetail,
  type ApprovalSnapshot,
  InterlockError,
  isEventKind,
  jobDifferenceSchema,
} from '#schemas'
import type { ApprovalFilter, ApprovalPage } from '#schemas/contract'
import { hasHidden, isoTime, replaceHidden, shellCommand } from '#schemas/format'
import { type ApprovalRow, type Approvals, readSnapshot } from '#core/control'
import type { Bodies, Ledger } from '#core/record'
import type { JobTable } from '../job-table.ts'

/** Approvals as clients see them. */
export interface ApprovalViews {
  view(row: ApprovalRow): Approval
  /** By its whole id or its last 8 characters. @throws InterlockError approval_not_found, id_ambiguous */
  find(id: string): ApprovalRow
  get(id: string): ApprovalDetail
  /** @throws InterlockError cursor_unreadable */
  list(query: { filter?: ApprovalFilter; cursor?: string; limit: number }): ApprovalPage
}

export interface ApprovalViewsDeps {
  readonly approvals: Approvals
  readonly jobs: JobTable
  readonly bodies: Bodies
  readonly ledger: Ledger
}

export function createApprovalViews({ approvals, jobs, bodies, ledger }: ApprovalViewsDeps): ApprovalViews {
  const { table } = approvals

  function find(id: string): ApprovalRow {
    const whole = table.byId(id)
    if (whole !== undefined) return whole
    const [row, ...others] = id.length < 6 ? [] : table.byTail(id)
    if (row === undefined) throw new InterlockError('approval_not_found', { id })
    if (others.length > 0)
      throw new InterlockError('id_ambiguous', { id, matches: [row, ...others].map((each) => each.id) })
    return row
  }

  function textOf(body: string | null): string | null {
    return body === null ? null : (bodies.read(body)?.toString('utf8') ?? null)
  }

  function askedIn(row: ApprovalRow): ApprovalSnapshot | undefined {
    return readSnapshot(bodies.read(row.snapshot), row.hash)
  }

  function view(row: ApprovalRow): Approval {
    const asked = askedIn(row)
    const job = jobs.bySeq(row.job)
    const [first] = asked?.commands ?? []
    return approvalSchema.parse({
      id: row.id,
      seq: row.seq,
      kind: row.kind,
      state: row.state,
      hash: row.hash,
      title: titleOf(asked) ?? job?.title ?? '',
      job: {
        id: job?.id ?? '',
        title: job?.title ?? '',
        type: row.type,
        workspace: row.workspace,
        state: job?.state ?? '',
      },
      run: row.run,
      tool: asked?.step?.tool ?? null,
      commands: asked?.commands.length ?? 0,
      first_command: first === undefined ? null : shown(first.argv),
      hidden: asked?.commands.some(({ argv }) => argv.some(hasHidden)) ?? false,
      network: asked?.network.full ?? false,
      attempts: asked?.attempts ?? 1,
      reasons: asked?.asked.reasons ?? [],
      dispatch: asked?.asked.dispatch ?? 'api',
      asked_by: asked?.asked.by ?? '',
      asked_at: isoTime(row.asked_at),
      expires_at: isoTime(row.expires_at),
      on_timeout: row.on_timeout,
      priority: row.priority,
      alike: row.alike,
      decided_at: row.decided_at === null ? null : isoTime(row.decided_at),
      decided_by: row.decided_by,
      how: row.how,
      note: textOf(row.note),
      grant: row.grant_id,
      edited: row.edited_hash !== null,
      void_reason: row.void_reason,
      replaces: row.replaces,
      spent_at: row.spent_at === null ? null : isoTime(row.spent_at),
      spent_by: row.spent_run,
    })
  }

  function historyOf(row: ApprovalRow, job: string): ApprovalDetail['history'] {
    const { items } = ledger.page({ filter: { job }, after: row.seq - 1, limit: 200 })
    return items
      .filter(({ kind, payload }) => isAbout(kind) && payload['approval'] === row.id)
      .map(({ seq, at, kind, actor, payload }) => ({
        seq,
        at: isoTime(at),
        kind,
        by: actor,
        note: textOf(noteIn(payload)),
      }))
  }

  return {
    view,
    find,
    get(id) {
      const row = find(id)
      const job = jobs.bySeq(row.job)
      const snapshot = askedIn(row) ?? null
      const spec = job === undefined ? undefined : jobs.spec(job)
      const differences = textOf(row.differences)
      return {
        approval: view(row),
        snapshot,
        commands: (snapshot?.commands ?? []).map((command) => ({
          ...command,
          shown: shown(command.argv),
          hidden: command.argv.some(hasHidden),
        })),
        editable: row.kind === 'start' && row.state === 'pending' && spec !== undefined,
        spec: spec === undefined ? null : { ...spec },
        edit:
          row.edited_hash === null || differences === null
            ? null
            : { hash: row.edited_hash, differences: jobDifferenceSchema.array().parse(JSON.parse(differences)) },
        history: job === undefined ? [] : historyOf(row, job.id),
      }
    },
    list({ filter, cursor, limit }) {
      const head = ledger.head().seq
      const pending = table.countPending()
      const isWaiting = filter?.state?.length === 1 && filter.state[0] === 'pending'
      if (isWaiting) {
        // They are few, and stand by priority: a page is a stretch of them as they are now.
        const from = cursor === undefined ? 0 : numberIn(cursor)
        const rows = table.waiting(filter)
        const items = rows.slice(from, from + limit).map(view)
        return { items, next_cursor: rows.length > from + limit ? String(from + limit) : null, head, pending }
      }
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : numberIn(cursor)
      const rows = table.newest(filter, before, limit + 1)
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return {
        items: items.map(view),
        next_cursor: rows.length > limit && last !== undefined ? String(last.seq) : null,
        head,
        pending,
      }
    },
  }
}

function numberIn(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) throw new InterlockError('cursor_unreadable', { cursor })
  return Number(cursor)
}

function isAbout(kind: string): boolean {
  return isEventKind(kind) && (kind.startsWith('approval.') || kind.startsWith('grant.'))
}

function noteIn(payload: Record<string, unknown>): string | null {
  const { note } = payload
  const id: unknown = typeof note === 'object' && note !== null ? Reflect.get(note, 'id') : null
  return typeof id === 'string' ? id : null
}

/** What a step would do, in a line; a job has its own. */
function titleOf(snapshot: ApprovalSnapshot | undefined): string | undefined {
  const step = snapshot?.step ?? null
  if (snapshot === undefined || step === null) return snapshot?.job.title
  const [command] = snapshot.commands
  return command === undefined ? step.tool : shown(command.argv).slice(0, 200)
}

/** An argv as it would be typed, with nothing in it disguised. */
function shown(argv: readonly string[]): string {
  return replaceHidden(shellCommand(argv), (code) => `\\u{${code.toString(16)}}`)
}
