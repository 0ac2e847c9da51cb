import type { Store } from './store.ts'

/** A process of ours by number and start time, since numbers are used again. */
export interface OwnedProcess {
  readonly pid: number
  readonly start_time: string
  /** `worker`, or the id of the run that started it. */
  readonly owner: string
}

/** What could be left behind by a crash. Kept in the database, since it must outlive this process. */
export interface Processes {
  add(process: OwnedProcess): Promise<void>
  /** Forgets a process that has ended, or all of an owner. */
  remove(owner: string): Promise<void>
  list(): OwnedProcess[]
}

export function createProcesses(store: Store): Processes {
  const insert = store.change<OwnedProcess>(
    'INSERT OR REPLACE INTO process(pid, start_time, owner) VALUES (:pid, :start_time, :owner)',
  )
  const remove = store.change<{ owner: string }>('DELETE FROM process WHERE owner = :owner')
  const all = store.query<object, OwnedProcess>('SELECT pid, start_time, owner FROM process')
  return {
    add: (process) => store.write((write) => void insert.run(write, process), { durable: false }),
    remove: (owner) => store.write((write) => void remove.run(write, { owner }), { durable: false }),
    list: () => all.all({}),
  }
}
