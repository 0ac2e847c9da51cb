import fs, { realpathSync, renameSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { dirname, join } from 'node:path'
import { built } from '../support/built.ts'

/**
 * The built worker, except that it hangs right before it removes the second name of a file it has just put in place, and
 * leaves its process id in the file `hanging` of that folder. It does so once for each folder.
 */
const { unlinkSync } = fs

fs.unlinkSync = (path) => {
  const mark = join(dirname(realpathSync(String(path))), 'hanging')
  if (!String(path).endsWith('.tmp') || fs.existsSync(mark)) return unlinkSync(path)
  writeFileSync(`${mark}.new`, String(process.pid))
  renameSync(`${mark}.new`, mark)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}
syncBuiltinESMExports()

await import(built.workerEntry)
