import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'
import {
  type BodyRef,
  InterlockError,
  isInterlockError,
  type KillSwitch,
  type KillSwitchMode,
  type KillSwitchSource,
} from '#schemas'
import { type Clock, isoTime } from '#schemas/format'
import type { Bodies, Home, Ledger, Store, Write } from '#core/record'
import { watchFor } from './watch-file.ts'

/** A run this engagement ended. */
export interface KilledRun {
  readonly run_id: string
  readonly job_id: string
}

/** What is stored of the switch; the rest of what clients see is counted by the queue. */
export interface KillSwitchState {
  readonly mode: KillSwitchMode
  readonly since: number | null
  readonly source: KillSwitchSource | null
  readonly note: string | null
}

export interface KillSwitchControl {
  state(): KillSwitchState
  /** Looks at the file too: true means nothing may be claimed and no step begun. */
  blocks(): boolean
  /** The same for what is only shown, which a list asks for each of its jobs: the file as it was a moment ago at most. */
  blocksLately(): boolean
  /** The same inside a write, where an engagement of the same transaction counts already. */
  blocksWithin(write: Write): boolean
  filePresent(): boolean
  /** Engages, or goes from soft to hard. Never the other way; a file never weakens what the operator did. */
  engage(options: EngageOptions, actor: string, running: readonly string[]): Promise<void>
  /**
   * Says why it is engaged, in place of what was said before.
   * @throws InterlockError kill_switch_not_engaged
   */
  note(note: string, actor: string): Promise<void>
  /**
   * Releases. `settle` decides in the same transaction what becomes of the runs that were ended.
   * @throws InterlockError kill_switch_file_present, kill_switch_not_engaged
   */
  release(
    options: { source: KillSwitchSource },
    actor: string,
    settle: (write: Write, killed: readonly KilledRun[]) => { requeued: string[]; dropped: string[] },
  ): Promise<void>
  recordKilled(write: Write, run: KilledRun): void
  killed(): KilledRun[]
  /** Calls `listener` after the mode changed. */
  onChange(listener: (mode: KillSwitchMode) => void): void
  /** Begins to watch the file; `onFile` acts on it appearing, changing and going. */
  watchFile(onFile: (seen: FileSighting) => void): void
  close(): void
}

type Engaged = KillSwitchState & { readonly mode: Exclude<KillSwitchMode, 'released'> }

export interface EngageOptions {
  readonly hard: boolean
  readonly source: KillSwitchSource
  readonly note?: string
}

/** What the file asks for now. */
export type FileSighting = { readonly present: false } | { readonly present: true; readonly hard: boolean }

/** What is shown knows of the file after this long. */
const LATELY_MS = 50

/** An engagement that could not be written down is tried again this often. */
const REWRITE_MS = 1000

export function createKillSwitch({
  store,
  ledger,
  bodies,
  clock,
  home,
}: {
  store: Store
  ledger: Ledger
  bodies: Bodies
  clock: Clock
  home: Home
}): KillSwitchControl {
  const select = store.query<object, KillSwitchState>('SELECT mode, since, source, note FROM kill_switch WHERE id = 1')
  const update = store.change<KillSwitchState>(
    'UPDATE kill_switch SET mode = :mode, since = :since, source = :source, note = :note WHERE id = 1',
  )
  const insertKilled = store.change<KilledRun>(
    'INSERT OR IGNORE INTO kill_switch_run(run_id, job_id) VALUES (:run_id, :job_id)',
  )
  const selectKilled = store.query<object, KilledRun>('SELECT run_id, job_id FROM kill_switch_run ORDER BY run_id')
  const clearKilled = store.change<object>('DELETE FROM kill_switch_run')
  const listeners = new Set<(mode: KillSwitchMode) => void>()
  const closers: (() => void)[] = []
  let current = readState()
  /** In force, but the disk takes nothing now: written down as soon as it does. */
  let unwritten: { readonly state: KillSwitchState; readonly write: () => Promise<void> } | undefined

  let lookedAt = -Infinity
  let wasThere = false

  function wasLatelyThere(): boolean {
    const now = clock.monotonic()
    if (now - lookedAt < LATELY_MS) return wasThere
    lookedAt = now
    wasThere = isThere(home.killSwitchFile)
    return wasThere
  }

  function readState(): KillSwitchState {
    return select.get({}) ?? { mode: 'released', since: null, source: null, note: null }
  }

  function apply(write: Write, next: KillSwitchState): void {
    update.run(write, next)
    write.afterCommit(() => {
      const was = stateInForce().mode
      current = next
      unwritten = undefined
      if (was !== next.mode) announce(next.mode)
    })
  }

  function stateInForce(): KillSwitchState {
    return unwritten?.state ?? current
  }

  function announce(mode: KillSwitchMode): void {
    lookedAt = -Infinity
    for (const listener of listeners) listener(mode)
  }

  function engagedBy({ hard, source, note }: EngageOptions, now: KillSwitchState, at: number): Engaged {
    const keepsSource = source === 'file' && now.mode !== 'released'
    return {
      mode: hard || now.mode === 'engaged_hard' ? 'engaged_hard' : 'engaged',
      since: at,
      source: keepsSource ? now.source : source,
      note: note ?? now.note,
    }
  }

  /** What is engaged has to stop things also where it cannot be written down: a job that fills the disk is such a thing. */
  function enforce(options: EngageOptions, write: () => Promise<void>): void {
    const was = stateInForce()
    unwritten = { state: engagedBy(options, was, clock.now()), write }
    if (was.mode !== unwritten.state.mode) announce(unwritten.state.mode)
  }
  closers.push(clock.every(REWRITE_MS, () => void unwritten?.write().catch(() => undefined)))

  function writeEngaged(options: EngageOptions, actor: string, running: readonly string[]): Promise<void> {
    return store.write((write) => {
      const now = readState()
      const at = clock.now()
      const next = engagedBy(options, now, at)
      // The operator taking over what a file engaged is a change too: the file's removal then no longer releases.
      const takesOver = now.source === 'file' && options.source !== 'file'
      if (now.mode === next.mode && !takesOver) {
        if (options.note !== undefined) writeNote(write, now, options.note, actor)
        write.afterCommit(() => (unwritten = undefined))
        return
      }
      const note: BodyRef | null = options.note === undefined ? null : bodies.text(write, options.note)
      ledger.append(
        write,
        'kill_switch.engaged',
        { mode: next.mode, source: options.source, note, running: [...running] },
        { actor, at },
      )
      apply(write, next)
    })
  }

  function writeNote(write: Write, now: KillSwitchState, note: string, actor: string): void {
    ledger.append(write, 'kill_switch.noted', { note: bodies.text(write, note) }, { actor })
    apply(write, { ...now, note })
  }

  function sight(): FileSighting {
    if (!isThere(home.killSwitchFile)) return { present: false }
    return { present: true, hard: firstLine(home.killSwitchFile) === 'hard' }
  }

  return {
    state: stateInForce,
    blocks: () => stateInForce().mode !== 'released' || isThere(home.killSwitchFile),
    blocksLately: () => stateInForce().mode !== 'released' || wasLatelyThere(),
    blocksWithin: () => unwritten !== undefined || readState().mode !== 'released' || isThere(home.killSwitchFile),
    filePresent: () => isThere(home.killSwitchFile),
    async engage(options, actor, running) {
      const write = () => writeEngaged(options, actor, running)
      try {
        await write()
      } catch (error) {
        if (!isInterlockError(error, 'storage_failed')) throw error
        enforce(options, write)
      }
    },
    async note(note, actor) {
      await unwritten?.write()
      await store.write((write) => {
        const now = readState()
        if (now.mode === 'released') throw new InterlockError('kill_switch_not_engaged', {})
        writeNote(write, now, note, actor)
      })
    },
    async release({ source }, actor, settle) {
      if (isThere(home.killSwitchFile))
        throw new InterlockError('kill_switch_file_present', { path: home.killSwitchFile })
      await unwritten?.write()
      await store.write((write) => {
        if (readState().mode === 'released') throw new InterlockError('kill_switch_not_engaged', {})
        const outcome = settle(write, selectKilled.all({}))
        clearKilled.run(write, {})
        const at = clock.now()
        ledger.append(write, 'kill_switch.released', { source, ...outcome }, { actor, at })
        apply(write, { mode: 'released', since: at, source: null, note: null })
      })
    },
    recordKilled: (write, run) => void insertKilled.run(write, run),
    killed: () => selectKilled.all({}),
    onChange: (listener) => void listeners.add(listener),
    watchFile(onFile) {
      let last = ''
      const look = () => {
        const seen = sight()
        const key = JSON.stringify(seen)
        if (key === last) return
        last = key
        onFile(seen)
      }
      closers.push(watchFor(home, clock, look))
      look()
    },
    close: () => {
      for (const close of closers) close()
    },
  }
}

/** Only a clear "no" counts as one: what cannot be looked at (a link to itself, a folder closed to us) engages. */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return true
  }
}

/** Longer than any word the file may begin with. */
const FIRST_BYTES = 64

function firstLine(path: string): string {
  try {
    return firstBytes(path).split('\n', 1)[0]?.trim().toLowerCase() ?? ''
  } catch {
    // A folder, or unreadable: that it exists is enough to engage.
    return ''
  }
}

/** Opened without waiting and never read to its end: a pipe of this name would hold the core for ever, a huge file for long. */
function firstBytes(path: string): string {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    if (!fstatSync(file).isFile()) return ''
    const bytes = Buffer.alloc(FIRST_BYTES)
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, FIRST_BYTES, 0))
  } finally {
    closeSync(file)
  }
}

/** The parts of the client's view that the switch itself knows. */
export function killSwitchBasics(
  control: KillSwitchControl,
): Pick<KillSwitch, 'mode' | 'since' | 'source' | 'note' | 'file_present'> {
  const { mode, since, source, note } = control.state()
  return { mode, since: since === null ? null : isoTime(since), source, note, file_present: control.filePresent() }
}
