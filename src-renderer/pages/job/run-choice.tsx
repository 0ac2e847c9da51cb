import type { Run } from '#schemas'
import { Select, useNow } from '../../components/index.ts'
import { runWord } from './run-facts.ts'

interface RunChoiceProps {
  readonly label: string
  readonly runs: readonly Run[]
  readonly run: Run
  /** Told the number of the run that was chosen. */
  readonly onRun: (number: string) => void
}

/** One of a job's runs, oldest first, each with what became of it. */
export function RunChoice({ label, runs, run, onRun }: RunChoiceProps) {
  const now = useNow()
  return (
    <Select
      aria-label={label}
      value={String(run.number)}
      onChange={onRun}
      options={runs
        .toSorted((x, y) => x.number - y.number)
        .map((each) => ({ value: String(each.number), label: `Run ${each.number} · ${runWord(each, now)}` }))}
    />
  )
}
