import { InterlockError, type OutputFrame } from '#schemas'
import { type Bodies, decodeFrames, type Home, MAX_FRAME_BYTES, readSlice, spoolPath } from '#core/record'
import type { RunRow } from './run-table.ts'

/** Output of a run from a position on: out of the spool while it runs, out of its body afterwards. */
export type ReadOutput = (query: {
  run: RunRow
  stored: number
  from: number
  limit: number
}) => Promise<{ frames: OutputFrame[]; next: number; stored: number; complete: boolean }>

export function createReadOutput({ bodies, home }: { bodies: Bodies; home: Home }): ReadOutput {
  return async ({ run, stored, from, limit }) => {
    const running = run.state === 'running'
    if (running ? stored === 0 : run.output === null) return { frames: [], next: 0, stored: 0, complete: !running }
    const size = running ? stored : (bodies.find(run.output ?? '')?.size ?? 0)
    // A position is the beginning of a frame; the largest frame always fits.
    const length = Math.max(0, Math.min(Math.max(limit, MAX_FRAME_BYTES), size - from))
    const bytes = running
      ? await readSpool(spoolPath(home, run.id), from, length)
      : await bodies.slice(run.output ?? '', from, length)
    if (bytes === undefined) throw new InterlockError('body_gone', { id: run.output ?? run.id })
    const { frames, length: taken } = decodeFrames(bytes)
    const next = from + taken
    return { frames, next, stored: size, complete: !running && next >= size }
  }
}

/** The spool of a run that has ended since is gone; the caller asks again and gets its body. */
async function readSpool(path: string, from: number, length: number): Promise<Buffer> {
  try {
    return await readSlice(path, from, length)
  } catch {
    return Buffer.alloc(0)
  }
}
