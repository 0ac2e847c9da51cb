import { useRouter } from '@tanstack/react-router'
import { PathLink } from '../../app/index.ts'
import { Button, buttonClass, Kbd, useKeys } from '../../components/index.ts'
import { StepList } from './step-list.tsx'
import { nextStep, stepTexts } from './steps.ts'
import { useFirstRun } from './use-first-run.ts'

/** On the Overview until the first run is done: what it is, how far one is, and the way on. */
export function FirstRunCard({ firstStart, primary }: { firstStart: boolean; primary: boolean }) {
  const { done, dismiss } = useFirstRun()
  const next = nextStep(done) ?? 'evidence'
  const router = useRouter()
  useKeys([
    {
      keys: 'Enter',
      label: done.length === 0 ? 'Begin the first run' : 'Go on with the first run',
      run: () => void router.navigate({ href: '/first-run' }),
      when: () => primary && document.activeElement === document.body,
    },
  ])
  return (
    <section aria-labelledby="first-run" className="mb-4 rounded-lg border border-line bg-surface px-5 py-4">
      <div className="flex flex-wrap items-start gap-x-8 gap-y-3">
        <div className="min-w-60 flex-1">
          <h2 id="first-run" className="text-section font-strong">
            {firstStart ? 'No jobs yet' : 'Your first run'}
          </h2>
          <p className="mt-1 max-w-[68ch] text-ink-2">
            {done.length === 0
              ? 'Run something small and see what a run leaves behind: what it may do is bounded beforehand, and every step is in the ledger afterwards.'
              : 'Go on where you left it.'}
          </p>
        </div>
        <div className="flex items-center gap-2">
          <Button look="quiet" changes onClick={dismiss}>
            Not now
          </Button>
          <PathLink to="/first-run" className={buttonClass(primary ? 'primary' : 'plain')}>
            {done.length === 0 ? 'Begin' : `Go on: ${stepTexts[next].verb.toLowerCase()}`}
            {primary && <Kbd keys="Enter" />}
          </PathLink>
        </div>
      </div>
      <div className="mt-3 -ml-2">
        <StepList done={done} />
      </div>
    </section>
  )
}
