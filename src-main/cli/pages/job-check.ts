import type { JobCheck, PolicyDifference } from '#schemas'
import { approvalReasonText } from '#schemas/texts'
import type { Output } from '../output/output.ts'
import { printableLine } from '../output/printable.ts'
import { table } from '../output/table.ts'
import { typedIn } from '../typed.ts'

/** What a job would be allowed to do, and who would see to it. */
export function jobCheckPage(check: JobCheck, out: Output): string[] {
  const { permissions, refusal, preset, differences, floor, minimum, level, workspace, asking } = check
  const keeper = { os: out.tone('good', 'system'), policy: 'policy', unknown: 'not known' }
  return [
    `In the workspace ${workspace} it would be allowed to:`,
    ...table(
      permissions.map(({ sentence, kept_by }) => [`  ${keeper[kept_by ?? 'unknown']}`, printableLine(sentence)]),
    ),
    `It needs ${minimum}${floor === null ? '' : `, as the operator lowered it for ${workspace}`}; this machine reaches ${level ?? 'what no worker has tried yet'}.`,
    ...(preset === null || differences.length === 0
      ? []
      : [`It differs from the preset ${preset}:`, ...differenceLines(differences, preset).map((line) => `  ${line}`)]),
    ...(asking === null ? [] : askingLines(asking)),
    ...(refusal === null
      ? ['It would be let in. Nothing was added.']
      : [
          `${out.tone('bad', 'It would be refused')}: ${printableLine(refusal.message)}`,
          typedIn(printableLine(refusal.remedy)),
        ]),
  ]
}

/** Why it would wait for the operator. */
function askingLines({ reasons, steps, grant }: NonNullable<JobCheck['asking']>): string[] {
  const why = reasons.map((reason) => printableLine(approvalReasonText(reason))).join('; ')
  return [
    ...(reasons.length === 0
      ? []
      : [grant === null ? `It would wait for your approval: ${why}.` : `A grant would approve it: ${why}.`]),
    ...(steps ? ['Steps of it may wait for your approval as well.'] : []),
  ]
}

/** Lines of the fields that differ. */
export function differenceLines(differences: readonly PolicyDifference[], preset: string): string[] {
  return table(
    differences.map(({ field, preset: theirs, job, wider }) => [
      wider ? 'more' : 'less',
      field,
      printableLine(`${valueWords(job)}, in ${preset} ${valueWords(theirs)}`),
    ]),
  )
}

function valueWords(value: PolicyDifference['job']): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return value
  return value.length === 0 ? 'none' : value.join(', ')
}
