import { createHash } from 'node:crypto'
import type { Occurrences } from './occurrences.ts'

/** When an occurrence starts, by its spread: always the same for it, and before the next one is due. */
export function startOf(occurrences: Occurrences, schedule: string, jitterS: number, due: number): number {
  if (jitterS === 0) return due
  const next = occurrences.next(due)
  const room = next === undefined ? jitterS * 1000 : Math.min(jitterS * 1000, next.at - due)
  const fraction = createHash('sha256').update(`${schedule}:${due}`).digest().readUInt32BE(0) / 2 ** 32
  return due + Math.floor(fraction * room)
}
