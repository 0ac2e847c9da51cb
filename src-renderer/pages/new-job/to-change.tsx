import { useMemo } from 'react'
import type { InputProblem, JobType } from '#schemas'
import { WarningIcon } from '../../components/index.ts'
import { formFields } from './fields.ts'
import { titledProblem } from './problems.ts'

interface ToChangeProps {
  readonly type: JobType | undefined
  readonly problems: readonly InputProblem[]
  readonly onShow: (field: string) => void
}

/** What must change before the job can be added; each line leads to its field. */
export function ToChange({ type, problems, onShow }: ToChangeProps) {
  const fields = useMemo(() => formFields(type), [type])
  return (
    <ProblemLines
      lines={problems.map((problem) => ({ field: problem.field, text: titledProblem(problem, fields) }))}
      onShow={onShow}
    />
  )
}

interface ProblemLinesProps {
  readonly lines: readonly { readonly field: string; readonly text: string }[]
  readonly onShow: (field: string) => void
}

/** Problems as they are told, each leading to its field. */
export function ProblemLines({ lines, onShow }: ProblemLinesProps) {
  return (
    <section aria-label="To change first" className="rounded-lg border border-bad bg-bad-tint p-4">
      <h2 className="flex items-center gap-2 font-strong">
        <WarningIcon className="text-bad" />
        {lines.length === 1 ? 'One thing to change first' : `${lines.length} things to change first`}
      </h2>
      <ul className="mt-2 flex flex-col gap-1">
        {lines.map(({ field, text }) => (
          <li key={`${field} ${text}`}>
            <button
              type="button"
              onClick={() => onShow(field)}
              className="rounded-sm text-left break-words text-ink underline decoration-control underline-offset-2 hover:decoration-current"
            >
              {text}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
