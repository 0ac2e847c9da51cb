import type { Verification } from '#schemas'
import { formatCount, formatDuration } from '#schemas/format'
import { counted } from '../output/counted.ts'
import type { Output } from '../output/output.ts'
import { printableLine } from '../output/printable.ts'

/** What a verification found. */
export function verificationPage(found: Verification, out: Output): string[] {
  const verdict = found.ok ? out.tone('good', 'The chain verifies') : out.tone('bad', 'The chain does not verify')
  const bodies = found.bodies_checked === 0 ? '' : `, ${counted(found.bodies_checked, 'body', 'bodies')}`
  return [
    `${verdict}: ${counted(found.rows, 'row')} in ${counted(found.segments, 'segment')}${bodies}, checked in ${formatDuration(found.duration_ms)}`,
    ...(found.first_bad === null
      ? []
      : [`First bad row: ${found.first_bad.seq}: ${printableLine(found.first_bad.problem)}`]),
    ...found.bad_bodies.map(({ id, seq, problem }) => `Bad body ${id} of row ${seq}: ${printableLine(problem)}`),
    `Head: row ${formatCount(found.head.seq)}, ${found.head.hash}`,
  ]
}
