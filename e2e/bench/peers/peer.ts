/** Where a peer keeps its jobs: fresh for each measurement. */
export interface PeerPlace {
  /** A file no other measurement uses. */
  readonly file: string
  readonly redisPort: number
  readonly postgresUrl: string
  /** A name no other measurement uses. */
  readonly queue: string
}

/** A job queue that runs beside Interlock, reduced to what is compared. */
export interface Peer {
  /** Opens the side that enqueues. */
  open(place: PeerPlace): Promise<{ enqueue(job: object): Promise<unknown>; close(): Promise<unknown> | void }>
  /** Starts to work in this process: `handle` is called once for each job. */
  work(place: PeerPlace, concurrency: number, handle: (job: unknown) => void): Promise<void>
}

/**
 * Loads a package that only the benchmarks install, so nothing is known of its types here.
 * oxlint and the compiler see the project without it.
 */
export const load = (name: string) => import(name)
