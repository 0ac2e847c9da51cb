import type { InboxGroup, InboxKind } from '#schemas'
import type { Queries } from '#core/record'

/** A delivery as far as the inbox tells of it. */
interface Row {
  readonly channel: string
  readonly title: string
  readonly topic: string
  readonly job: string | null
}

/** What the inbox tells anyway, for as long as it waits. */
const TOLD_BY_ITSELF: ReadonlySet<string> = new Set(['approval.asked'])

/** News that was posted to the inbox or the desktop, and deliveries that were given up. */
export function createNotices(queries: Queries) {
  const byId = queries.query<{ id: string }, Row>('SELECT channel, title, topic, job FROM delivery WHERE id = :id')
  const dead = queries.query<object, { n: number }>(
    "SELECT count(*) AS n FROM delivery INDEXED BY delivery_state WHERE state = 'dead'",
  )
  const found = (subject: string | null | undefined) =>
    subject === null || subject === undefined ? undefined : byId.get({ id: subject })
  const isNotice = (row: Row | undefined) =>
    (row?.channel === 'inbox' || row?.channel === 'desktop') && !TOLD_BY_ITSELF.has(row.topic)

  return {
    /** What was sent elsewhere, or is given up no longer, is nothing to tell. */
    isTold({ kind, subject }: { readonly kind: InboxKind; readonly subject?: string | null }): boolean {
      if (kind === 'notice') return isNotice(found(subject))
      return kind !== 'deliveries_dead' || (dead.get({})?.n ?? 0) > 0
    },
    /** With the words of the core: what work wrote is in no notice. */
    worded(group: InboxGroup): InboxGroup {
      if (group.kind === 'deliveries_dead') return { ...group, count: Math.max(1, dead.get({})?.n ?? 1) }
      if (group.kind !== 'notice') return group
      const row = found(group.subject)
      return { ...group, code: row?.topic ?? null, text: row?.title ?? null }
    },
  }
}
