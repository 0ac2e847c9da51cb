import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a second start tells the first. */
export interface SecondStart {
  readonly argv: string[]
  readonly cwd: string
  readonly data: unknown
}

/** One application for each data directory: the first keeps a lock, a later one leaves a note and is told to end. */
export function createSingleInstance(userData: () => string, tell: (second: SecondStart) => void) {
  let lock: string | undefined

  function request(data: unknown): boolean {
    if (lock !== undefined) return true
    const folder = join(userData(), 'standin-instance')
    mkdirSync(folder, { recursive: true })
    const path = join(folder, 'lock')
    if (!take(path)) {
      const note = join(folder, `${process.pid}.json`)
      writeFileSync(
        `${note}.part`,
        JSON.stringify({ argv: process.argv, cwd: process.cwd(), data } satisfies SecondStart),
      )
      renameSync(`${note}.part`, note)
      return false
    }
    lock = path
    watch(folder, () => readNotes(folder)).unref()
    readNotes(folder)
    return true
  }

  function readNotes(folder: string): void {
    for (const name of notesIn(folder)) {
      const path = join(folder, name)
      const second = JSON.parse(readFileSync(path, 'utf8')) as SecondStart
      rmSync(path)
      tell(second)
    }
  }

  return {
    request,
    release() {
      if (lock !== undefined) rmSync(lock, { force: true })
      lock = undefined
    },
  }
}

function notesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'))
  } catch {
    // The data directory of a test that is over.
    return []
  }
}

function take(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (isAlive(Number(readFileSync(path, 'utf8')))) return false
    // Its owner ended without a word.
    writeFileSync(path, String(process.pid))
    return true
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
