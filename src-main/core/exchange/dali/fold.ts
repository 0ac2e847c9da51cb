import type { ImportedFrom, ImportWhy } from '#schemas'
import { type FoundRow, type Trouble, trouble } from './rows.ts'

/** Where a row stands: its line, and which of the line's rows it is. */
export interface Place {
  readonly line: number
  readonly offset: number
  readonly length: number
  readonly index: number
}

/** One claim and what came of it. A row that ends something nobody claimed is an attempt as well. */
export interface Attempt {
  readonly worker: string
  readonly claim: { readonly place: Place; readonly at: number | undefined } | undefined
  end: { readonly place: Place; readonly at: number | undefined; readonly as: 'complete' | 'fail' } | undefined
  heartbeats: number
  /** Seconds, as the last row said. */
  lease: number | undefined
}

/** What tells one content from another, or why Interlock cannot take it. */
export type Known = { readonly ok: true; readonly digest: string } | { readonly ok: false; readonly problem: string }

/** Everything that was asked and done under one id with one content. */
export interface FoldedJob {
  readonly id: string
  readonly content: Known
  readonly enqueues: { readonly place: Place; readonly at: number | undefined }[]
  readonly attempts: Attempt[]
  /** Lines of its rows, in order. */
  readonly lines: number[]
  /** Whether DALI saw one of its enqueues. */
  seen: boolean
}

/** What an id stands for in DALI's own snapshot. */
interface Entry {
  readonly jobs: FoldedJob[]
  /** The content that was enqueued last, seen by DALI or not. */
  latest: FoldedJob
  /** As DALI sees it; undefined while it has seen no enqueue. */
  current: FoldedJob | undefined
  state: 'queued' | 'running' | 'complete' | 'failed'
  lease: number
  /** A row that DALI did not see said that the job was asked for, or had ended. */
  unreadEnqueue: FoldedJob | undefined
  unreadEnd: boolean
}

export interface Standing {
  readonly there: ImportedFrom
  readonly why: ImportWhy
  /** What the job becomes here once all its attempts are. */
  readonly here: 'held' | 'succeeded' | 'failed'
}

export interface Fold {
  /** Takes the next row of the ledger. @returns what is wrong with it, if anything */
  take(row: FoundRow, place: Place, contentOf: (job: unknown) => Known): Trouble | undefined
  /** Jobs in the order of their first enqueue, those that Interlock cannot take among them. */
  jobs(): FoldedJob[]
  standing(job: FoldedJob, nowMs: number): Standing
  /** Whether DALI would say that somebody works on the job now. */
  isLive(job: FoldedJob, nowMs: number): boolean
}

/** DALI's own snapshot of its ledger, kept apart by content and attempt instead of the last one winning. */
export function createFold(): Fold {
  const entries = new Map<string, Entry>()
  const order: FoldedJob[] = []

  function enqueue(row: FoundRow, place: Place, content: Known): Trouble | undefined {
    const entry = entries.get(row.id)
    const known = entry?.jobs.find((job) => sameContent(job.content, content))
    const job: FoldedJob = known ?? { id: row.id, content, enqueues: [], attempts: [], lines: [], seen: false }
    job.seen ||= row.seen
    job.enqueues.push({ place, at: row.at })
    job.lines.push(place.line)
    if (known === undefined) order.push(job)
    const found = entry ?? newEntry(row.id, job)
    if (known === undefined && entry !== undefined) entry.jobs.push(job)
    found.latest = job
    if (row.seen) Object.assign(found, { current: job, state: 'queued', lease: Number.NaN, unreadEnd: false })
    found.unreadEnqueue = row.seen ? undefined : job
    return content.ok ? undefined : trouble('job_refused', { event: row.event, id: row.id, detail: content.problem })
  }

  function newEntry(id: string, job: FoldedJob): Entry {
    const entry: Entry = {
      jobs: [job],
      latest: job,
      current: undefined,
      state: 'queued',
      lease: Number.NaN,
      unreadEnqueue: undefined,
      unreadEnd: false,
    }
    entries.set(id, entry)
    return entry
  }

  function claim(row: FoundRow & { event: 'claim' }, place: Place, entry: Entry): void {
    const job = entry.current ?? entry.latest
    const { worker, lease, at } = row
    job.attempts.push({ worker, claim: { place, at }, end: undefined, heartbeats: 0, lease })
    job.lines.push(place.line)
    if (row.seen) Object.assign(entry, { state: 'running', lease, unreadEnd: false })
  }

  function heartbeat(row: FoundRow & { event: 'heartbeat' }, place: Place, entry: Entry): void {
    const { job, attempt } = openAttempt(entry, row.worker)
    job.lines.push(place.line)
    if (attempt !== undefined) {
      attempt.heartbeats += 1
      attempt.lease = row.lease
    }
    if (row.seen && row.lease !== undefined) entry.lease = row.lease
  }

  function end(row: FoundRow & { event: 'complete' | 'fail' }, place: Place, entry: Entry): void {
    const { job, attempt } = openAttempt(entry, row.worker)
    const ending = { place, at: row.at, as: row.event }
    job.lines.push(place.line)
    if (attempt !== undefined) attempt.end = ending
    else job.attempts.push({ worker: row.worker, claim: undefined, end: ending, heartbeats: 0, lease: undefined })
    if (row.seen) entry.state = row.event === 'complete' ? 'complete' : 'failed'
    else entry.unreadEnd = true
  }

  /** DALI looks at no owner, so whose attempt it was is told by the worker's name, and otherwise by who came last. */
  function openAttempt(entry: Entry, worker: string): { job: FoldedJob; attempt: Attempt | undefined } {
    const latest = entry.current ?? entry.latest
    const jobs = [latest, ...entry.jobs.filter((job) => job !== latest)]
    for (const fits of [(attempt: Attempt) => attempt.worker === worker, () => true]) {
      for (const job of jobs) {
        const attempt = job.attempts.findLast((each) => each.end === undefined && fits(each))
        if (attempt !== undefined) return { job, attempt }
      }
    }
    return { job: latest, attempt: undefined }
  }

  function take(row: FoundRow, place: Place, contentOf: (job: unknown) => Known): Trouble | undefined {
    if (row.event === 'enqueue') return enqueue(row, place, contentOf(row.job))
    const entry = entries.get(row.id)
    const about = { event: row.event, id: row.id }
    if (entry === undefined) return trouble('unknown_job', about)
    if ((row.event === 'claim' || row.event === 'heartbeat') && row.lease === undefined) {
      entry.latest.lines.push(place.line)
      return trouble('lease_not_a_number', { ...about, stopped: row.seen && entry.current !== undefined })
    }
    const refused = (entry.current ?? entry.latest).content
    if (row.event === 'claim') claim(row, place, entry)
    else if (row.event === 'heartbeat') heartbeat(row, place, entry)
    else end(row, place, entry)
    return refused.ok ? undefined : trouble('job_refused', { ...about, detail: refused.problem })
  }

  function standing(job: FoldedJob, nowMs: number): Standing {
    const entry = entries.get(job.id)
    const last = inOrder(job.attempts).at(-1)
    if (entry === undefined || !job.seen) return { there: 'unread', why: 'unread', here: 'held' }
    if (entry.current !== job) {
      if (last?.end === undefined) return { there: 'replaced', why: 'replaced', here: 'held' }
      return endedAs('replaced', last.end.as)
    }
    if (entry.unreadEnqueue === job && ended(last) && (entry.state === 'complete' || entry.state === 'failed'))
      return held(entry.state, 'queued_again')
    switch (entry.state) {
      case 'complete':
        return last?.end?.as === 'complete' ? endedAs('complete', 'complete') : held('complete', 'queued_again')
      case 'failed':
        return last?.end?.as === 'fail' ? endedAs('failed', 'fail') : held('failed', 'queued_again')
      case 'running':
        if (entry.unreadEnd) return held(isLive(job, nowMs) ? 'running' : 'queued', 'end_unread')
        return isLive(job, nowMs) ? held('running', 'interrupted') : held('queued', 'lease_expired')
      case 'queued':
        return held('queued', last === undefined ? 'queued' : ended(last) ? 'queued_again' : 'lease_expired')
    }
  }

  function isLive(job: FoldedJob, nowMs: number): boolean {
    const entry = entries.get(job.id)
    // A lease that is no number never ends, as in DALI's own comparison.
    return entry?.current === job && entry.state === 'running' && !(entry.lease * 1000 <= nowMs)
  }

  return { take, jobs: () => order, standing, isLive }
}

function sameContent(one: Known, other: Known): boolean {
  return one.ok && other.ok ? one.digest === other.digest : !one.ok && !other.ok
}

function held(there: ImportedFrom, why: ImportWhy): Standing {
  return { there, why, here: 'held' }
}

function endedAs(there: ImportedFrom, as: 'complete' | 'fail'): Standing {
  return as === 'complete' ? { there, why: 'complete', here: 'succeeded' } : { there, why: 'failed', here: 'failed' }
}

function ended(attempt: Attempt | undefined): boolean {
  return attempt?.end !== undefined
}

/** Attempts by when they ended, an open one by when it was claimed: the last one is what the job's state speaks of. */
export function inOrder(attempts: readonly Attempt[]): Attempt[] {
  const line = ({ claim, end }: Attempt) => end?.place.line ?? claim?.place.line ?? 0
  return attempts.toSorted((a, b) => line(a) - line(b))
}
