import { createHash } from 'node:crypto'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isoTime } from '#schemas/format'
import { prepareHome } from './home.ts'
import {
  decodeFrames,
  MAX_FRAME_BYTES,
  openSpool,
  type RawFrame,
  repairSpool,
  spooledRuns,
  spoolPath,
} from './spool.ts'

const SALT = Buffer.from('0123456789abcdef')

function aHome() {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-spool-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return prepareHome(folder)
}

const frame = fc.record<RawFrame>({
  at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  stream: fc.constantFrom('stdout', 'stderr', 'note'),
  text: fc.string({ unit: 'binary', maxLength: 200 }).filter((text) => text.isWellFormed()),
})

describe('frames', () => {
  it('come back as they were written', async () => {
    let runs = 0
    const home = aHome()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(frame, { minLength: 1, maxLength: 5 }), { maxLength: 8 }), async (batches) => {
        const spool = openSpool(home, `run-${(runs += 1)}`, SALT)
        await Promise.all(batches.map((batch) => spool.append(batch)))
        await spool.close()
        const bytes = batches.length === 0 ? Buffer.alloc(0) : readFileSync(spool.path)
        const { frames, length } = decodeFrames(bytes)
        expect(frames).toEqual(batches.flat().map(({ at, stream, text }) => ({ at: isoTime(at), stream, text })))
        expect(length).toBe(bytes.length)
        expect(spool.stored()).toBe(bytes.length)
      }),
      { numRuns: 40 },
    )
  })

  it('of the largest text fit into what is read at once', async () => {
    const home = aHome()
    const spool = openSpool(home, 'run-large', SALT)
    await spool.append([{ at: 0, stream: 'stdout', text: '\u{10ffff}'.repeat(32 * 1024) }])
    await spool.close()
    expect(spool.stored()).toBeLessThanOrEqual(MAX_FRAME_BYTES)
    expect(decodeFrames(readFileSync(spool.path).subarray(0, MAX_FRAME_BYTES)).frames).toHaveLength(1)
  })

  it('are read up to the last whole one', () => {
    expect(decodeFrames(Buffer.alloc(0))).toEqual({ frames: [], length: 0 })
    expect(decodeFrames(Buffer.from([0, 0, 0, 1, 0]))).toEqual({ frames: [], length: 0 })
    expect(decodeFrames(Buffer.concat([Buffer.from([0, 0, 0, 0, 9]), Buffer.alloc(8)]))).toEqual({
      frames: [],
      length: 0,
    })
  })
})

describe('chunks', () => {
  it('prove what lies on disk, one after the other', async () => {
    const home = aHome()
    const spool = openSpool(home, 'run-chunks', SALT)
    const chunks = []
    for (let n = 1; n <= 4; n += 1) {
      await spool.append([{ at: n, stream: 'stdout', text: 'x'.repeat(n * 100) }])
      if (n === 2) continue
      expect(spool.pending()).toBeGreaterThan(0)
      chunks.push(spool.takeChunk()!)
      expect(spool.pending()).toBe(0)
      expect(spool.takeChunk()).toBeUndefined()
    }
    await spool.close()
    const bytes = readFileSync(spool.path)
    expect(chunks.map(({ offset }) => offset)).toEqual([0, chunks[0]!.length, chunks[0]!.length + chunks[1]!.length])
    expect(chunks.reduce((sum, { length }) => sum + length, 0)).toBe(bytes.length)
    for (const { offset, length, digest } of chunks) {
      const part = bytes.subarray(offset, offset + length)
      expect(createHash('sha256').update(SALT).update(part).digest('hex')).toBe(digest)
    }
  })
})

describe('a spool that a crash left behind', () => {
  it('is cut to its whole frames, wherever it was torn', async () => {
    const home = aHome()
    const spool = openSpool(home, 'run-torn', SALT)
    const ends = [0]
    for (const text of ['first', '', 'third €', 'last']) {
      await spool.append([{ at: 1, stream: 'stderr', text }])
      ends.push(spool.stored())
    }
    await spool.close()
    const whole = readFileSync(spool.path)
    for (let torn = 0; torn <= whole.length; torn += 1) {
      writeFileSync(spool.path, whole.subarray(0, torn))
      const kept = ends.findLast((end) => end <= torn)
      expect(await repairSpool(spool.path)).toBe(kept)
      expect(readFileSync(spool.path)).toEqual(whole.subarray(0, kept))
    }
  })

  it('loses what is no frame at its end, and nothing before it', async () => {
    const home = aHome()
    const spool = openSpool(home, 'run-garbage', SALT)
    const many = Array.from({ length: 200 }, (_, n) => ({ at: n, stream: 'stdout' as const, text: 'y'.repeat(30_000) }))
    await spool.append(many)
    await spool.close()
    const size = spool.stored()
    appendFileSync(spool.path, Buffer.from([0xff, 0xff, 0xff, 0xff, 7, 7, 7]))
    expect(await repairSpool(spool.path)).toBe(size)
    truncateSync(spool.path, 0)
    expect(await repairSpool(spool.path)).toBe(0)
  })
})

it('knows the runs of which something lies there', async () => {
  const home = aHome()
  for (const name of ['run-a.log', 'run-a.files', 'run-b.files', 'not-a-run.log', 'run-c.txt'])
    writeFileSync(join(home.spool, name), '')
  expect((await spooledRuns(home)).toSorted()).toEqual(['run-a', 'run-b'])
  expect(spoolPath(home, 'run-a')).toBe(join(home.spool, 'run-a.log'))
})
