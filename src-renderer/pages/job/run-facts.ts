import { type JobDetail, PRESETS, type Run } from '#schemas'
import { formatDuration } from '#schemas/format'
import { runStateTexts } from '#schemas/texts'

/** How a run is called on its switch: `Killed 9.2 s`. */
export function runWord(run: Run, nowMs: number): string {
  const took = formatDuration(tookMs(run, nowMs))
  return `${runStateTexts[run.state].word} ${took}`
}

export function tookMs(run: Run, nowMs: number): number {
  return Math.max(0, (run.finished_at === null ? nowMs : Date.parse(run.finished_at)) - Date.parse(run.started_at))
}

/** The run the address names, or the last one. */
export function chosenRun(runs: readonly Run[], number: string | undefined): Run | undefined {
  const byNumber = runs.toSorted((a, b) => a.number - b.number)
  return byNumber.find((run) => String(run.number) === number) ?? byNumber.at(-1)
}

/** What of a policy differs from denying everything, in two or three words each. */
export function policyChips({
  policy,
  preset,
  deferrable,
}: Pick<JobDetail, 'policy' | 'preset' | 'deferrable'>): string[] {
  return [
    ...(preset === null ? [] : [`policy ${PRESETS[preset].title}`]),
    policy.allow_subprocess ? 'may start commands' : 'no commands',
    policy.allow_network ? 'may use the network' : 'no network',
    ...(policy.allowed_tools.length > 0 ? [`tools: ${policy.allowed_tools.join(', ')}`] : []),
    ...((policy.secrets?.length ?? 0) > 0 ? [`secrets: ${policy.secrets?.join(', ')}`] : []),
    ...(deferrable ? ['may wait for mains'] : []),
  ]
}
