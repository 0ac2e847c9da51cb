import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, sep } from 'node:path'
import { openRoot, PathRejected, type Root } from '#confine'
import { codeOf } from '#core/record'

const STATE = 'workspace/local_exec/state'
const EVIDENCE = 'workspace/local_exec/evidence'
const LEDGER = 'jobs.jsonl'

/** Where a DALI installation keeps what. Paths for `folder` are relative to it and follow no link. */
export interface Source {
  readonly folder: Root
  /** The repository; null where only a ledger was named. */
  readonly root: string | null
  /** Relative to `folder`. */
  readonly ledger: string
  readonly evidence: string | null
  readonly ledgerPath: string
  readonly killSwitchPath: string
  readonly pidPath: string
}

/** @throws Error whose message says why there is nothing to read */
export function locate(path: string): Source {
  if (!isAbsolute(path) || path.includes('\0')) throw new Error('the path is not absolute')
  const real = realpathSync(path)
  const root = statSync(real).isDirectory() ? real : rootOf(real)
  const folder = openRoot(root ?? dirname(real))
  const state = root === null ? folder.realPath : join(root, STATE)
  return {
    folder,
    root,
    ledger: root === null ? basename(real) : `${STATE}/${LEDGER}`,
    evidence: root === null ? null : EVIDENCE,
    ledgerPath: root === null ? real : join(state, LEDGER),
    killSwitchPath: join(state, 'KILL_SWITCH'),
    pidPath: join(state, 'worker.pid'),
  }
}

/** The repository a ledger lies in, where it lies in one as DALI lays it out. */
function rootOf(ledger: string): string | null {
  const tail = `${sep}${STATE.split('/').join(sep)}${sep}${LEDGER}`
  return ledger.endsWith(tail) ? ledger.slice(0, -tail.length) || sep : null
}

/** DALI looks only whether it is there: a folder counts, a link into nothing does not. */
export function killSwitchPresent(source: Source): boolean {
  return existsSync(source.killSwitchPath)
}

/** The process of a DALI worker in fallback mode, when it is alive; a number that another program has now is stale. */
export function workerPid(source: Source): number | null {
  const pid = Number(readText(source.pidPath).trim())
  if (!Number.isSafeInteger(pid) || pid <= 0 || !isAlive(pid)) return null
  const command = readText(`/proc/${pid}/cmdline`)
  return command === '' || command.includes('local_exec') ? pid : null
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, 4096)
  } catch {
    // Not there, or not ours to see: then it says nothing.
    return ''
  }
}

/** Why a file of the source cannot be read, as the end of a sentence. */
export function reasonOf(error: unknown): string {
  if (error instanceof PathRejected) return error.message.replace(/\.$/, '')
  const code = codeOf(error)
  return code === 'ENOENT' ? 'it does not exist' : code
}
