import { type ReactNode, useState } from 'react'
import type { InputProblem } from '#schemas'
import { type Weekday, WEEKDAYS } from '#schemas'
import { weekdayTexts } from '#schemas/texts'
import { ChipChoice, type ControlLink, Field, NumberInput, Select, TextInput } from '../../../components/index.ts'
import type { Draft } from '../../new-job/draft.ts'
import { FieldEditor } from '../../new-job/field-editor.tsx'
import type { Field as FormField } from '../../new-job/field.ts'
import { problemsOf } from '../../new-job/problems.ts'
import { valueAt, withValue } from '../../new-job/draft.ts'
import { textsOf } from './draft.ts'

/** What every part of the editor is given. */
export interface PartProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly problems: readonly InputProblem[]
  readonly fields: readonly FormField[]
}

/** Two columns where there is room. */
export function Grid({ children }: { children: ReactNode }) {
  return <div className="grid grid-cols-2 gap-x-6 gap-y-4 max-sm:grid-cols-1">{children}</div>
}

/** A field of the schedule in the editor that fits its schema. */
export function Plain({ path, draft, onChange, problems, fields }: PartProps & { readonly path: string }) {
  const field = fields.find((each) => each.path.join('.') === path)
  if (field === undefined) return null
  return (
    <div data-field={path}>
      <FieldEditor
        field={{ ...field, required: field.required || field.kind === 'whole_number' }}
        value={valueAt(draft, field.path)}
        problems={problems}
        onChange={(value) => onChange(withValue(draft, field.path, value))}
      />
    </div>
  )
}

/** A length of time of the schedule; where nothing is said, what the core takes is shown. */
export function PlainSeconds({ path, draft, onChange, problems, fields }: PartProps & { readonly path: string }) {
  const field = fields.find((each) => each.path.join('.') === path)
  if (field?.kind !== 'whole_number') return null
  return (
    <div data-field={path}>
      <Field label={field.title} description={field.description} error={errorAt(problems, field)}>
        {(control) => (
          <Seconds
            control={control}
            value={valueAt(draft, field.path) ?? field.fallback}
            onChange={(value) => onChange(withValue(draft, field.path, value))}
          />
        )}
      </Field>
    </div>
  )
}

/** What is wrong at a field, in its own words. */
export function errorAt(problems: readonly InputProblem[], field: FormField | undefined): string | undefined {
  return field === undefined ? undefined : problemsOf(problems, field).join(' ') || undefined
}

interface ChoiceProps<V extends string> {
  readonly path: string
  readonly label: string
  readonly description?: string
  readonly error?: string | undefined
  readonly value: V
  readonly onChange: (value: V) => void
  readonly options: readonly { readonly value: V; readonly label: string }[]
}

/** One of a few, each said in words. */
export function Choice<V extends string>({ path, label, description, error, ...rest }: ChoiceProps<V>) {
  return (
    <div data-field={path}>
      <Field label={label} description={description} error={error}>
        {(control) => <Select {...control} {...rest} />}
      </Field>
    </div>
  )
}

/** A list as people write one: what is typed stays as it is, and is read with every letter. */
export function TypedList({
  control,
  values,
  placeholder,
  read,
  onChange,
}: {
  readonly control: ControlLink
  readonly values: readonly string[]
  readonly placeholder: string
  readonly read: (part: string) => unknown
  readonly onChange: (values: readonly unknown[]) => void
}) {
  const [typed, setTyped] = useState(values.join(', '))
  return (
    <TextInput
      {...control}
      mono
      value={typed}
      placeholder={placeholder}
      onChange={(event) => {
        setTyped(event.target.value)
        const parts = event.target.value.split(/[\s,]+/).filter((part) => part !== '')
        onChange(parts.map(read))
      }}
    />
  )
}

/** Days of the week; none chosen is every day. */
export function WeekdayChoice({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: unknown
  readonly onChange: (days: readonly Weekday[] | undefined) => void
}) {
  const chosen = WEEKDAYS.filter((day) => textsOf(value).includes(day))
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-strong">
        {label} <span className="font-normal text-ink-3">{chosen.length === 0 ? 'every day' : ''}</span>
      </legend>
      <div className="flex flex-wrap gap-1">
        {WEEKDAYS.map((day) => (
          <ChipChoice
            key={day}
            chosen={chosen.includes(day)}
            onChange={(on) => {
              const next = WEEKDAYS.filter((each) => (each === day ? on : chosen.includes(each)))
              onChange(next.length === 0 ? undefined : next)
            }}
          >
            <span aria-hidden="true">{weekdayTexts[day].slice(0, 2)}</span>
            <span className="sr-only">{weekdayTexts[day]}</span>
          </ChipChoice>
        ))}
      </div>
    </fieldset>
  )
}

const UNITS = [
  { value: '1', label: 'seconds' },
  { value: '60', label: 'minutes' },
  { value: '3600', label: 'hours' },
  { value: '86400', label: 'days' },
] as const

type Unit = (typeof UNITS)[number]['value']

/** A length of time in the unit one thinks in; kept as seconds. */
export function Seconds({
  control,
  value,
  onChange,
}: {
  readonly control: ControlLink
  readonly value: unknown
  readonly onChange: (value: unknown) => void
}) {
  const [unit, setUnit] = useState<Unit>(() => largestUnit(value))
  const [typed, setTyped] = useState(() =>
    typeof value === 'number' ? String(value / Number(largestUnit(value))) : '',
  )
  const tell = (text: string, by: Unit) => {
    const number = Number(text.trim().replace(',', '.'))
    onChange(text.trim() === '' ? undefined : Number.isFinite(number) ? Math.round(number * Number(by)) : text)
  }
  return (
    <span className="flex items-center gap-2">
      <NumberInput
        {...control}
        value={typed}
        onChange={(next) => {
          setTyped(next)
          tell(next, unit)
        }}
      />
      <Select
        aria-label="Unit"
        value={unit}
        onChange={(next) => {
          setUnit(next)
          tell(typed, next)
        }}
        options={UNITS}
      />
    </span>
  )
}

function largestUnit(value: unknown): Unit {
  const fits = UNITS.filter((unit) => typeof value === 'number' && value > 0 && value % Number(unit.value) === 0)
  return fits.at(-1)?.value ?? '1'
}

/** A moment, typed in the time of this computer and kept with its zone. */
export function Moment({
  control,
  value,
  onChange,
}: {
  readonly control: ControlLink
  readonly value: unknown
  readonly onChange: (value: string | undefined) => void
}) {
  return (
    <input
      {...control}
      type="datetime-local"
      className="h-8 w-60 max-w-full rounded-sm border border-control bg-surface px-2 text-field text-ink aria-invalid:border-2 aria-invalid:border-bad"
      value={localOf(value)}
      onChange={(event) => {
        const at = new Date(event.target.value)
        onChange(Number.isNaN(at.getTime()) ? undefined : at.toISOString())
      }}
    />
  )
}

function localOf(value: unknown): string {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(ms)) return ''
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** A time of the day. */
export function TimeOfDay({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: unknown
  readonly onChange: (value: string) => void
}) {
  return (
    <Field label={label}>
      {(control) => (
        <input
          {...control}
          type="time"
          className="h-8 w-32 rounded-sm border border-control bg-surface px-2 text-field text-ink"
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
