import { lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'interlock-canary-'

/** A folder for what a test of the sandbox puts out, its process in its name: a worker that is killed leaves it, and the next takes it away. */
export function canaryFolder(top: string = tmpdir()): string {
  for (const name of leftIn(top)) takeAway(join(top, name))
  return realpathSync(mkdtempSync(join(top, `${PREFIX}${process.pid}-`)))
}

/** Those of processes that are gone. Where a number was given to another program it is left until that one has ended, too. */
function leftIn(top: string): string[] {
  return readdirSync(top).filter((name) => {
    const pid = name.startsWith(PREFIX) ? /^(\d+)-\w+$/.exec(name.slice(PREFIX.length))?.[1] : undefined
    return pid !== undefined && isGone(Number(pid))
  })
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

function takeAway(path: string): void {
  try {
    const found = lstatSync(path)
    // Anybody can make something of that name in a folder that all of them share.
    if (found.isDirectory() && found.uid === (process.getuid?.() ?? found.uid))
      rmSync(path, { recursive: true, force: true })
  } catch {
    // Another worker takes it away right now, or it holds what is not ours; the test of this one goes on.
  }
}
