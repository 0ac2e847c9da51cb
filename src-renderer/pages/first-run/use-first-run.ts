import { useDesk } from '../../app/index.ts'
import { nextStep, type Step } from './steps.ts'

/** How far the first run has come. The core keeps it, so that every window and every start knows. */
export function useFirstRun(firstStart: boolean) {
  const [{ done, dismissed }, change, known] = useDesk('first_run')
  const next = nextStep(done)
  return {
    known,
    done,
    next,
    /** Before the first job, and once begun until it is done or waved away. */
    offered: known && !dismissed && next !== undefined && (firstStart || done.length > 0),
    finish: (step: Step) =>
      void change((now) => (now.done.includes(step) ? now : { ...now, done: [...now.done, step] })),
    dismiss: () => void change((now) => ({ ...now, dismissed: true })),
  }
}
