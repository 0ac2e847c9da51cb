/** The four steps of the first run, in their order, as the desk and the URL know them. */
export const STEPS = ['workspace', 'dry-run', 'run', 'evidence'] as const
export type Step = (typeof STEPS)[number]

export const stepTexts: Record<Step, { title: string; verb: string }> = {
  workspace: { title: 'Choose a workspace', verb: 'Choose a workspace' },
  'dry-run': { title: 'See what will run', verb: 'See what will run' },
  run: { title: 'Run it', verb: 'Run it' },
  evidence: { title: 'Read the evidence', verb: 'Read the evidence' },
}

export interface FirstRunSearch {
  step?: Step
  /** The chosen workspace. */
  ws?: string
}

export function isStep(value: unknown): value is Step {
  return STEPS.some((step) => step === value)
}

export function readFirstRunSearch(raw: Record<string, unknown>): FirstRunSearch {
  const { step, ws } = raw
  return { ...(isStep(step) ? { step } : {}), ...(typeof ws === 'string' && ws !== '' ? { ws: ws.slice(0, 64) } : {}) }
}

/** The first step that is not done; undefined when all are. */
export function nextStep(done: readonly string[]): Step | undefined {
  return STEPS.find((step) => !done.includes(step))
}

/** The step to show: the asked one, unless a step before it is still open. */
export function shownStep(asked: Step | undefined, done: readonly string[]): Step {
  const next = nextStep(done) ?? 'evidence'
  if (asked === undefined) return next
  return STEPS.indexOf(asked) <= STEPS.indexOf(next) ? asked : next
}

/** What the content of a step is given. */
export interface StepProps {
  ws: string
  /** Marks the step as done and goes to the next, or back to the Overview after the last. */
  onDone: (ws?: string) => void
}
