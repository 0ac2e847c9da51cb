import { TextDecoder } from 'node:util'
import { z } from 'zod'
import type { ConditionText } from './condition.ts'
import { FRAME_LAYOUT, nextTurn, type ReadConnection } from '#core/record'
import { withoutColours } from '../log/colours.ts'
import { type LogBytes, logPlaceSchema, openLogBytes } from '../log/log-bytes.ts'

/** Where lies what a run left behind: its output, and its result as JSON. */
export const leftBehindSchema = z.strictObject({ place: logPlaceSchema.nullable(), result: z.string().nullable() })
export type LeftBehind = z.infer<typeof leftBehindSchema>

const PIECE_BYTES = 1024 * 1024
/** Other requests of the thread have a turn after so many pieces. */
const PIECES_A_TURN = 4

const contentRow = z.object({ content: z.instanceof(Uint8Array).nullable() })

/** The result as its text; undefined when it is gone, empty where there was none. */
export function resultText(database: ReadConnection, { result }: LeftBehind): string | undefined {
  if (result === null) return ''
  const row = contentRow.safeParse(database.prepare('SELECT content FROM body WHERE id = ?').get(result)).data
  return row?.content ? Buffer.from(row.content).toString('utf8') : undefined
}

/** Bytes of text that would have to be looked through; undefined when they are gone. */
export function sizeOf(database: ReadConnection, left: LeftBehind, what: ConditionText): number | undefined {
  if (what !== 'result') return left.place?.size ?? 0
  const text = resultText(database, left)
  return text === undefined ? undefined : Buffer.byteLength(text)
}

/**
 * What a run wrote, without colours and without what Interlock said beside it, piece by piece and never cut in a character.
 * @returns false when it is gone; `take` ends it by returning false
 */
export async function eachOutput(
  database: ReadConnection,
  { place }: LeftBehind,
  what: Exclude<ConditionText, 'result'>,
  take: (text: string) => boolean,
): Promise<boolean> {
  if (place === null || place.size === 0) return true
  const bytes = openLogBytes(database, place)
  if (bytes === undefined) return false
  try {
    await readFrames(bytes, new Set(what === 'output' ? ['stdout', 'stderr'] : [what]), take)
    return true
  } finally {
    bytes.close()
  }
}

async function readFrames(
  bytes: LogBytes,
  wanted: ReadonlySet<string>,
  take: (text: string) => boolean,
): Promise<void> {
  // A sequence of colours may lie across two frames.
  let held = ''
  let pieces = 0
  for (let at = 0; at + FRAME_LAYOUT.headerBytes <= bytes.size;) {
    const piece = bytes.read(at, PIECE_BYTES)
    const { texts, length } = framesIn(piece, wanted)
    // A frame never has more than a quarter of a piece; less than one is a torn end.
    if (length === 0) break
    at += length
    const text = held + texts.join('')
    const cut = text.lastIndexOf('\x1b', text.length - 1)
    const isOpen = cut !== -1 && text.length - cut < 80 && !text.includes('m', cut)
    held = isOpen ? text.slice(cut) : ''
    if (!take(withoutColours(isOpen ? text.slice(0, cut) : text))) return
    pieces += 1
    if (pieces % PIECES_A_TURN === 0) await nextTurn()
  }
  if (held !== '') take(withoutColours(held))
}

/** Texts of the wanted streams in the whole frames at the beginning of a piece. */
function framesIn(piece: Buffer, wanted: ReadonlySet<string>): { texts: string[]; length: number } {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const texts: string[] = []
  let at = 0
  while (at + FRAME_LAYOUT.headerBytes <= piece.length) {
    const begin = at + FRAME_LAYOUT.headerBytes
    const end = begin + piece.readUInt32BE(at)
    if (end > piece.length) break
    // Every frame holds whole characters.
    if (wanted.has(FRAME_LAYOUT.streams[piece[at + 4] ?? -1] ?? ''))
      texts.push(decoder.decode(piece.subarray(begin, end)))
    at = end
  }
  return { texts, length: at }
}
