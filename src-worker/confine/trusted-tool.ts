import { statSync } from 'node:fs'

/** Whether a program is root's and nobody else may change it: only such a file may stand between us and a job. */
export function isTrustedTool(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found !== undefined && found.isFile() && found.uid === 0 && (found.mode & 0o022) === 0
}
