import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getRawHeader } from '@electron/asar'
import { resedit } from './builder-parts.ts'
import { SYSTEMS, type System } from './systems.ts'

/** What Electron holds the archive against before it loads it: the sum of its header, which holds those of the files. */
export function sumOf(archive: string): string {
  return createHash('sha256').update(getRawHeader(archive).headerString).digest('hex')
}

/** The sum that a packaged application carries, where Electron looks for it; it looks on macOS and Windows only. */
export function carriedSum(folder: string, system: Exclude<System, 'linux'>): string | undefined {
  const program = join(folder, SYSTEMS[system].program)
  if (system === 'mac') {
    const plist = readFileSync(join(program, 'Contents', 'Info.plist'), 'utf8')
    return /<key>Resources\/app\.asar<\/key>[\s\S]*?<key>hash<\/key>\s*<string>([0-9a-f]+)</.exec(plist)?.[1]
  }
  const resources = resedit.NtExecutableResource.from(
    resedit.NtExecutable.from(readFileSync(program), { ignoreCert: true }),
  )
  const entry = resources.entries.find(({ type, id }) => type === 'INTEGRITY' && id === 'ELECTRONASAR')
  if (entry === undefined) return undefined
  const sums = JSON.parse(Buffer.from(entry.bin).toString('utf8')) as { file: string; value: string }[]
  return sums.find(({ file }) => file === String.raw`resources\app.asar`)?.value
}
