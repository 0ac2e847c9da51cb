import { ulid } from 'ulid'

/** Kinds of ids we mint; the prefix makes an id readable in a log without its context. */
export type IdKind =
  | 'apr'
  | 'grt'
  | 'rule'
  | 'end'
  | 'fir'
  | 'sch'
  | 'job'
  | 'run'
  | 'body'
  | 'art'
  | 'wrk'
  | 'core'
  | 'op'
  | 'imp'
  | 'prom'
  | 'sec'
  | 'cred'
  | 'del'
  | 'msg'
  | 'key'
  | 'grp'
  | 'tsk'

/** Mints ids; an argument wherever ids are made, so that a test can hold them still. */
export interface Ids {
  /** A fresh opaque id: kind prefix, dash, lower-case ULID (`job-01jd…`), 30 characters for `job`. */
  next(kind: IdKind): string
}

/** The ids of production: ULIDs, so ids of one kind sort by the millisecond they were made in. */
export function createIds(): Ids {
  const random = createRandom()
  return { next: (kind) => `${kind}-${ulid(undefined, random).toLowerCase()}` }
}

/** Random fractions from the system's generator, drawn in blocks: one call per character was a twentieth of a run's time. */
function createRandom(): () => number {
  const block = new Uint32Array(1024)
  let used = block.length
  return () => {
    if (used === block.length) {
      crypto.getRandomValues(block)
      used = 0
    }
    return (block[used++] ?? 0) / 2 ** 32
  }
}

/** What every id of ours and of others must look like before a row, a file name or a message may carry it. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/
