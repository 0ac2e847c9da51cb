import { type Artifact, type ArtifactDetail } from '#schemas'
import { formatBytes, shortId } from '#schemas/format'
import { artifactStateTexts } from '#schemas/texts'
import type { Output } from '../output/output.ts'
import { printableLine } from '../output/printable.ts'
import { fields, table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'
import { typed } from '../typed.ts'
import { historyRows } from './history.ts'

/** A list of artifacts, one line each. */
export function artifactRows(artifacts: readonly Artifact[], nowMs: number, out: Output): string[] {
  return table(
    artifacts.map((artifact) => [
      artifactWord(artifact, out),
      shortId(artifact.id),
      artifact.kind,
      artifact.workspace,
      formatBytes(artifact.size),
      describeTime(artifact.created_at, nowMs),
      printableLine(artifact.name),
    ]),
    out.width,
  )
}

/** The state in its word and colour. */
export function artifactWord({ state }: Artifact, out: Output): string {
  const { word, tone } = artifactStateTexts[state]
  return out.tone(tone, word)
}

/** One artifact with where it comes from and what was decided. */
export function artifactPage(detail: ArtifactDetail, nowMs: number, out: Output): string[] {
  const { artifact, provenance, promotions, history, history_more } = detail
  const { job, run } = provenance
  return [
    `Artifact ${artifact.id}: ${artifactWord(artifact, out)}`,
    printableLine(artifact.name),
    '',
    ...fields([
      ['Kind', `${artifact.kind}, ${artifact.media_type}, ${formatBytes(artifact.size)}`],
      [
        'Made',
        `${describeTime(artifact.created_at, nowMs)} by run ${run.number} of job ${shortId(job.id)}, ${job.type}`,
      ],
      ['Workspace', artifact.workspace],
      ...provenance.inputs.map((input): [string, string] => ['From', printableLine(input)]),
      ...(provenance.inputs_more > 0 ? [['', `and ${provenance.inputs_more} more`] as [string, string]] : []),
      ['Content', provenance.content_digest ?? 'deleted'],
      ['Policy', provenance.policy_hash ?? 'not recorded'],
      ['Sandbox', provenance.sandbox_level ?? 'not recorded'],
      ...(artifact.note === null ? [] : [['Note', printableLine(artifact.note)] as [string, string]]),
    ]),
    ...(promotions.length === 0 ? [] : ['', 'Promotions']),
    ...promotions.map(
      ({ state, act, workspace, path, problem }) =>
        `  ${state}: ${act} ${printableLine(path)} in ${workspace}${problem === null ? '' : `, ${printableLine(problem)}`}`,
    ),
    '',
    history_more > 0 ? `History, without ${history_more} earlier steps` : 'History',
    ...historyRows(history, nowMs, out.width),
    '',
    `Content: ${typed(`artifacts show ${shortId(artifact.id)} --content`)}`,
  ]
}
