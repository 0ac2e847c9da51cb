import type { Job } from '#schemas'
import { verdictTexts } from '#schemas/texts'
import { formatShare } from '../../components/index.ts'
import { budgetUses, outputText } from '../../facts/index.ts'

const LIMITS = {
  max_wall_time_sec: { label: 'time', words: 'Time limit reached' },
  max_tool_calls: { label: 'tools', words: 'Tool call limit reached' },
} as const

/** Why a job is among what went wrong: it failed, or its tests did. */
export function wrongWords(job: Job): string {
  return job.state === 'succeeded' && job.verdict !== null ? `${verdictTexts[job.verdict].word}.` : failureWords(job)
}

/** Why a job failed. A limit is named with what was used of it; everything else in the words of the run. */
export function failureWords(job: Job): string {
  const { outcome } = job
  if (outcome === null) return 'Failed without a reason.'
  const limit = Object.entries(LIMITS).find(([code]) => code === outcome.code)?.[1]
  if (outcome.code === 'max_output_bytes') return `Output limit reached: ${outputText(job)}.`
  const use = limit && budgetUses(job).find(({ label }) => label === limit.label)
  return use ? `${limit.words}: ${formatShare(use.used, use.limit, use.measure)}.` : outcome.message
}
