import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { prepareHome } from './home.ts'
import { decodeFrames, openSpool } from './spool.ts'

/** Has files of this process end at so many bytes, as a disk that becomes full in the middle of a write. */
function endFilesAt(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`])
}

function aSpool() {
  // Without a listener the signal of the limit would end the process.
  const ignore = () => undefined
  process.on('SIGXFSZ', ignore)
  const folder = mkdtempSync(join(tmpdir(), 'interlock-spool-'))
  onTestFinished(() => {
    endFilesAt('unlimited')
    process.off('SIGXFSZ', ignore)
    rmSync(folder, { recursive: true })
  })
  return openSpool(prepareHome(folder), 'run-1', Buffer.alloc(16))
}

const frame = (text: string) => [{ at: 1, stream: 'stdout' as const, text }]

it.runIf(process.platform === 'linux')('goes on behind its last whole frame when the disk has room again', async () => {
  const spool = aSpool()
  await spool.append(frame('before'))
  endFilesAt(100)
  await expect(spool.append(frame('x'.repeat(500)))).rejects.toMatchObject({ code: 'EFBIG' })
  endFilesAt('unlimited')
  await spool.append(frame('after'))
  await spool.close()
  const bytes = readFileSync(spool.path)
  expect(decodeFrames(bytes).frames.map(({ text }) => text)).toEqual(['before', 'after'])
  expect(bytes.length).toBe(spool.stored())
})

it.runIf(process.platform === 'linux')('leaves nothing of a frame that did not fit', async () => {
  const spool = aSpool()
  await spool.append(frame('before'))
  endFilesAt(100)
  await expect(spool.append(frame('x'.repeat(500)))).rejects.toMatchObject({ code: 'EFBIG' })
  await spool.close()
  expect(readFileSync(spool.path).length).toBe(spool.stored())
})
