import { CheckIcon, cx } from '../../components/index.ts'
import { PathLink } from '../../app/index.ts'
import { nextStep, STEPS, type Step, stepTexts } from './steps.ts'

/** The steps with what is done of them; those one can go to are links. */
export function StepList({ done, current, ws }: { done: readonly string[]; current?: Step; ws?: string | undefined }) {
  const reach = STEPS.indexOf(nextStep(done) ?? 'evidence')
  return (
    <ol className="flex flex-wrap gap-x-1 gap-y-2">
      {STEPS.map((step, index) => {
        const isDone = done.includes(step)
        const here = step === current
        const content = (
          <>
            <span
              className={cx(
                'inline-flex size-5 shrink-0 items-center justify-center rounded-full border text-meta font-strong',
                isDone ? 'border-good text-good' : here ? 'border-run text-run' : 'border-control text-ink-3',
              )}
            >
              {isDone ? <CheckIcon size={12} /> : index + 1}
            </span>
            <span className={cx(here ? 'font-strong text-ink' : 'text-ink-2')}>{stepTexts[step].title}</span>
            {isDone && <span className="sr-only">, done</span>}
          </>
        )
        const shape = cx('inline-flex h-8 items-center gap-2 rounded-sm px-2', here && 'bg-selected')
        return (
          <li key={step} aria-current={here ? 'step' : undefined} className="flex items-center">
            {index > 0 && <span aria-hidden="true" className="mr-1 h-px w-4 bg-line max-sm:hidden" />}
            {index <= reach && !here ? (
              <PathLink
                to={`/first-run?step=${step}${ws === undefined ? '' : `&ws=${encodeURIComponent(ws)}`}`}
                className={cx(shape, 'hover:bg-sunken')}
              >
                {content}
              </PathLink>
            ) : (
              <span className={shape}>{content}</span>
            )}
          </li>
        )
      })}
    </ol>
  )
}
