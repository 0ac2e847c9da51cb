import type { EventRecord } from '#schemas'

/** Rows of the ledger, newest first, as far as they are loaded. */
export interface Feed {
  readonly rows: readonly EventRecord[]
  /** Newer rows that are kept back so that nothing moves under the reader. */
  readonly fresh: readonly EventRecord[]
  /** So many are new that they are not kept: showing them starts again from the head. */
  readonly overflow: boolean
  /** Whether older rows exist. */
  readonly more: boolean
}

/** So many rows are kept at most; who wants to see further back jumps to a row or filters. */
export const MAX_ROWS = 20_000

/** Beyond this many, new rows are counted no further. */
export const MAX_FRESH = 2000

interface Page {
  items: readonly EventRecord[]
  more: boolean
}

/** Starts from a page that is newest first. */
export function beginFeed({ items, more }: Page): Feed {
  return { rows: items, fresh: [], overflow: false, more }
}

/** Takes rows newer than `after`, oldest first. An answer about rows that are not the newest any more says nothing here. */
export function addFresh(feed: Feed, after: number, { items, more }: Page, held: boolean): Feed {
  const newest = newestSeq(feed)
  if (newest !== after) return feed
  const added = items.toReversed()
  if (added.length === 0 && !more) return held ? feed : showFresh(feed)
  const fresh = [...added, ...feed.fresh]
  if (more || fresh.length > MAX_FRESH) return { ...feed, fresh: fresh.slice(-MAX_FRESH), overflow: true }
  const taken = { ...feed, fresh }
  return held ? taken : showFresh(taken)
}

/** Lets the kept rows in. After an overflow the feed must begin anew instead. */
export function showFresh(feed: Feed): Feed {
  if (feed.fresh.length === 0 || feed.overflow) return feed
  const rows = [...feed.fresh, ...feed.rows]
  return { ...feed, rows: rows.slice(0, MAX_ROWS), more: feed.more || rows.length > MAX_ROWS, fresh: [] }
}

/** Takes rows older than `before`, newest first. Where other rows came last meanwhile, they would leave a gap. */
export function addOlder(feed: Feed, before: number, { items, more }: Page): Feed {
  if (feed.rows.at(-1)?.seq !== before) return feed
  const rows = [...feed.rows, ...items]
  return { ...feed, rows: rows.slice(0, MAX_ROWS), more: more || rows.length > MAX_ROWS }
}

/** Whether no more rows are kept, although there are older ones. */
export function isFull(feed: Feed): boolean {
  return feed.more && feed.rows.length >= MAX_ROWS
}

/** Sequence number of the newest row that is loaded, shown or not. */
export function newestSeq(feed: Feed): number {
  return feed.fresh[0]?.seq ?? feed.rows[0]?.seq ?? 0
}

/** `5 new`, `2,000+ new`; empty when there is nothing new. */
export function freshWords(feed: Feed): string {
  if (feed.overflow) return `${MAX_FRESH.toLocaleString('en-US')}+ new`
  return feed.fresh.length === 0 ? '' : `${feed.fresh.length.toLocaleString('en-US')} new`
}
