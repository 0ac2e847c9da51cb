import { useId } from 'react'
import { JOB_TYPES, type JobType, taskTypes } from '#schemas'
import { cx } from '../../components/index.ts'
import { shortTypeName } from '../../facts/index.ts'

interface TypeChoiceProps {
  readonly value: JobType | undefined
  readonly onChange: (type: JobType) => void
}

/** What kind of work: every job type with what it does. */
export function TypeChoice({ value, onChange }: TypeChoiceProps) {
  const id = useId()
  return (
    <div role="radiogroup" aria-label="Job type" className="grid grid-cols-3 gap-2 max-sm:grid-cols-1">
      {JOB_TYPES.map((type) => (
        <label
          key={type}
          className={cx(
            'flex cursor-default flex-col gap-0.5 rounded-sm border p-3 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-run',
            type === value ? 'border-run bg-selected' : 'border-control hover:bg-sunken',
          )}
        >
          <span className="flex items-center gap-2">
            <input
              type="radio"
              name="job-type"
              aria-labelledby={`${id}-${type}`}
              aria-describedby={`${id}-${type}-help`}
              checked={type === value}
              onChange={() => onChange(type)}
              className="size-4 appearance-none rounded-full border border-control bg-surface outline-none checked:border-[5px] checked:border-run forced-colors:appearance-auto"
            />
            <span id={`${id}-${type}`} className="font-strong">
              {taskTypes[type].label}
            </span>
          </span>
          <span id={`${id}-${type}-help`} className="pl-6 text-ink-2">
            {taskTypes[type].description}
          </span>
          <span className="pl-6 font-mono text-meta text-ink-3">{shortTypeName(type)}</span>
        </label>
      ))}
    </div>
  )
}
