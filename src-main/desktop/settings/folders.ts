import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { shell } from 'electron'
import { InterlockError, type OwnFolder } from '#schemas'

const BELOW: Readonly<Record<OwnFolder, string>> = {
  home: '.',
  logs: 'logs',
  exports: 'exports',
  backups: 'backups',
  spool: 'spool',
}

/** Shows folders of the data directory, and never one that a page names itself. */
export function createFolders(home: string): (folder: OwnFolder) => Promise<string> {
  return async (folder) => {
    const path = join(home, BELOW[folder])
    if (!existsSync(path)) throw new InterlockError('folder_not_shown', { path, reason: 'there is none yet' })
    const problem = await shell.openPath(path)
    if (problem !== '') throw new InterlockError('folder_not_shown', { path, reason: problem.replace(/\.$/, '') })
    return path
  }
}
