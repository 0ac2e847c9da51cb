import { useDesk } from '../../app/index.ts'
import { nextStep, type Step } from './steps.ts'

/** How far the first run has come. The core keeps it, so that every window and every start knows. */
export function useFirstRun() {
  const [{ done, dismissed }, change, known] = useDesk('first_run')
  const next = nextStep(done)
  return {
    known,
    done,
    next,
    /** Until it is done or waved away, also where the demo has run without it. */
    offered: known && !dismissed && next !== undefined,
    finish: (step: Step) =>
      void change((now) => (now.done.includes(step) ? now : { ...now, done: [...now.done, step] })),
    dismiss: () => void change((now) => ({ ...now, dismissed: true })),
  }
}
