import { type ReactNode, useId } from 'react'
import { differencesFrom, listPresets, type Policy, type PolicyDifference, type PresetName, PRESETS } from '#schemas'
import { Button, CheckIcon, cx, WarningIcon } from '../../components/index.ts'
import { differenceSentence } from '../../facts/index.ts'

interface PresetChoiceProps {
  readonly value: PresetName | undefined
  /** The policy as it stands, where it can be read. */
  readonly policy: Policy | undefined
  readonly onChange: (preset: PresetName) => void
  /** Keeps the policy as it is, under no preset's name. */
  readonly onLetGo: () => void
}

/** A policy picked by name, and in what the job's own differs from it. */
export function PresetChoice({ value, policy, onChange, onLetGo }: PresetChoiceProps) {
  const id = useId()
  const differences = value === undefined || policy === undefined ? [] : differencesFrom(value, policy)
  return (
    <div className="flex flex-col gap-3">
      <div role="radiogroup" aria-label="Preset" className="grid grid-cols-2 gap-2 max-sm:grid-cols-1">
        {listPresets().map(({ name, title, description }) => (
          <label
            key={name}
            className={cx(
              'grid cursor-default grid-cols-[1rem_minmax(0,1fr)] content-start items-center gap-x-2 gap-y-0.5 rounded-sm border p-3 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-run',
              name === value ? 'border-run bg-selected' : 'border-control hover:bg-sunken',
            )}
          >
            <input
              type="radio"
              name="preset"
              aria-labelledby={`${id}-${name}`}
              aria-describedby={`${id}-${name}-help`}
              checked={name === value}
              onChange={() => onChange(name)}
              className="size-4 appearance-none rounded-full border border-control bg-surface outline-none checked:border-[5px] checked:border-run forced-colors:appearance-auto"
            />
            <span id={`${id}-${name}`} className="font-strong">
              {title}
            </span>
            <span id={`${id}-${name}-help`} className="col-start-2 text-ink-2">
              {description}
            </span>
          </label>
        ))}
      </div>
      {value === undefined ? (
        <p className="text-ink-2">The job has a policy of its own. Choosing a preset replaces it.</p>
      ) : (
        differences.length > 0 && (
          <div className="rounded-sm border border-line bg-canvas p-3">
            <Differences title={`Other than ${PRESETS[value].title}`} differences={differences}>
              <span className="flex flex-wrap gap-1">
                <Button size="small" onClick={() => onChange(value)}>
                  Back to {PRESETS[value].title}
                </Button>
                <Button size="small" look="quiet" onClick={onLetGo}>
                  Keep as a policy of its own
                </Button>
              </span>
            </Differences>
          </div>
        )
      )}
    </div>
  )
}

interface DifferencesProps {
  readonly title: string
  readonly differences: readonly PolicyDifference[]
  readonly children?: ReactNode
}

/** In what a policy differs from a preset, in sentences; what allows more is marked. */
export function Differences({ title, differences, children }: DifferencesProps) {
  return (
    <section aria-label={title}>
      <div className="mb-1 flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-strong">{title}</h3>
        {children}
      </div>
      <ul className="flex flex-col gap-1">
        {differences.map((difference) => (
          <li key={difference.field} className="flex items-start gap-2">
            <span
              className={cx(
                'inline-flex w-16 shrink-0 items-center gap-1.5',
                difference.wider ? 'text-warn' : 'text-good',
              )}
            >
              {difference.wider ? <WarningIcon /> : <CheckIcon />}
              {difference.wider ? 'More' : 'Less'}
            </span>
            <span className="min-w-0 break-words">{differenceSentence(difference)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
