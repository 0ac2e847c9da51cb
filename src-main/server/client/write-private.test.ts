import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'

it.skipIf(process.platform === 'win32')(
  'leaves the file as it was, and nothing beside it, where there is no room',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'interlock-private-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'status'), 'before')
    const source = JSON.stringify(join(import.meta.dirname, 'write-private.ts'))
    const write = `import { writePrivate } from ${source}; writePrivate('status', 'after')`
    // The limit of a file's size fails a write as a full disk does.
    const script = 'ulimit -f 0; exec "$0" --input-type=module -e "$1"'
    const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, write], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([1, expect.stringContaining('EFBIG')])
    expect(readdirSync(folder)).toEqual(['status'])
    expect(readFileSync(join(folder, 'status'), 'utf8')).toBe('before')
  },
)
