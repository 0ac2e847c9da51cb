import type { ReactNode } from 'react'
import { Checkbox, Field, NumberInput } from '../../components/index.ts'

/** Fields that belong together, under a title. */
export function Group({
  title,
  help,
  children,
}: {
  readonly title: string
  readonly help?: string
  readonly children: ReactNode
}) {
  return (
    <fieldset className="flex flex-col gap-3 border-t border-line pt-3">
      <legend className="float-left w-full font-strong">
        {title}
        {help !== undefined && <span className="ml-2 font-normal text-ink-3">{help}</span>}
      </legend>
      {children}
    </fieldset>
  )
}

interface TicksProps<V extends string> {
  readonly label: string
  readonly values: readonly V[]
  readonly words: (value: V) => string
  readonly chosen: readonly V[]
  readonly onChange: (chosen: readonly V[]) => void
}

/** Any of a few values. */
export function Ticks<V extends string>({ label, values, words, chosen, onChange }: TicksProps<V>) {
  return (
    <div role="group" aria-label={label} className="grid gap-x-4 gap-y-1.5 sm:grid-cols-[6rem_minmax(0,1fr)]">
      <span className="text-ink-2">{label}</span>
      <span className="flex flex-wrap gap-x-5 gap-y-1.5">
        {values.map((value) => (
          <Checkbox
            key={value}
            label={words(value)}
            checked={chosen.includes(value)}
            onChange={(on) => onChange(values.filter((each) => (each === value ? on : chosen.includes(each))))}
          />
        ))}
      </span>
    </div>
  )
}

interface AboveProps {
  readonly label: string
  readonly unit: string
  readonly value: string
  readonly error: string | undefined
  readonly onChange: (value: string) => void
}

/** A figure above which it asks. */
export function Above({ label, unit, value, error, onChange }: AboveProps) {
  return (
    <Field label={label} error={error}>
      {(control) => <NumberInput {...control} value={value} unit={unit} onChange={onChange} />}
    </Field>
  )
}
