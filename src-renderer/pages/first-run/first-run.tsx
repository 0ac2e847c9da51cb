import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { PageTitle, PathLink } from '../../app/index.ts'
import { Kbd, useKeys } from '../../components/index.ts'
import { ChooseWorkspace } from './choose-workspace.tsx'
import { DryRun } from './dry-run.tsx'
import { ReadEvidence } from './read-evidence.tsx'
import { RunIt } from './run-it.tsx'
import { StepList } from './step-list.tsx'
import { shownStep, STEPS, type Step, stepTexts } from './steps.ts'
import { DEMO } from './plan.ts'
import { useFirstRun } from './use-first-run.ts'

const route = getRouteApi('/first-run')

const CONTENT = {
  workspace: ChooseWorkspace,
  'dry-run': DryRun,
  run: RunIt,
  evidence: ReadEvidence,
} as const

/** From nothing to the evidence of a run, in four steps. Each is left by `Esc` and comes back from the Overview. */
export function FirstRun() {
  const search = route.useSearch()
  const router = useRouter()
  const { done, finish, known } = useFirstRun()
  const step = shownStep(search.step, done)
  const ws = search.ws ?? DEMO
  useKeys([{ keys: 'Escape', label: 'Back to the Overview', run: () => void router.navigate({ href: '/' }) }])
  const Content = CONTENT[step]

  function onDone(chosen = ws): void {
    finish(step)
    const next: Step | undefined = STEPS[STEPS.indexOf(step) + 1]
    void router.navigate({
      href: next === undefined ? '/' : `/first-run?step=${next}&ws=${encodeURIComponent(chosen)}`,
    })
  }

  return (
    <>
      <PageTitle text="First run">
        <span className="flex items-baseline gap-2">
          <PathLink to="/" className="font-normal text-ink-2 hover:text-ink">
            Overview
          </PathLink>
          <span aria-hidden="true" className="font-normal text-ink-3">
            ›
          </span>
          First run
        </span>
      </PageTitle>
      <div className="mx-auto max-w-280 p-4 sm:p-6">
        <div className="mb-5 flex flex-wrap items-center gap-3">
          <nav aria-label="Steps" className="-ml-2 grow">
            <StepList done={done} current={step} ws={ws} />
          </nav>
          <span className="text-meta text-ink-3">
            <Kbd keys="Esc" /> leaves; the Overview brings you back
          </span>
        </div>
        {known && (
          <section aria-labelledby="step">
            <StepTitle key={step} text={stepTexts[step].title} />
            <Content ws={ws} onDone={onDone} />
          </section>
        )}
      </div>
    </>
  )
}

/** Takes the focus when its step comes, so that keys and screen readers go on from there. */
function StepTitle({ text }: { text: string }) {
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus({ preventScroll: true }), [])
  return (
    <h2 id="step" ref={title} tabIndex={-1} className="mb-2 text-title font-strong focus-visible:outline-none">
      {text}
    </h2>
  )
}
