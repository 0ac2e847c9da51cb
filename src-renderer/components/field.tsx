import { type ComponentProps, type ReactNode, useEffect, useId, useRef } from 'react'
import { cx } from './cx.ts'
import { CheckIcon, ChevronDownIcon, DashIcon, WarningIcon } from './icons/index.ts'

/** What a control needs so that its label, help and error are read with it. */
export interface ControlLink {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

export interface FieldProps {
  label: string
  description?: ReactNode
  /** The field, the allowed range and what was given: `Wall time must be 1 to 7,200 s; you gave 9,000.` */
  error?: string | undefined
  /** Marks a field that may stay empty. */
  optional?: boolean
  className?: string | undefined
  children: (control: ControlLink) => ReactNode
}

/** A labelled control. `<Field label="Title">{(control) => <TextInput {...control} … />}</Field>` */
export function Field({ label, description, error, optional = false, className, children }: FieldProps) {
  const id = useId()
  const described = cx(description !== undefined && `${id}-help`, error !== undefined && `${id}-error`)
  return (
    <div className={cx('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="text-body font-strong">
        {label}
        {optional && <span className="font-normal text-ink-3"> (optional)</span>}
      </label>
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error !== undefined && (
        <p id={`${id}-error`} className="flex items-start gap-1.5 text-body text-bad">
          <WarningIcon size={14} className="mt-0.5" />
          {error}
        </p>
      )}
      {description !== undefined && (
        <p id={`${id}-help`} className="max-w-[72ch] text-meta text-ink-3">
          {description}
        </p>
      )}
    </div>
  )
}

const box =
  'w-full min-w-0 rounded-sm border border-control bg-surface text-field text-ink placeholder:text-ink-3 aria-invalid:border-bad aria-invalid:border-2 disabled:opacity-55'

export interface TextInputProps extends ComponentProps<'input'> {
  /** For paths, ids, patterns and arguments. */
  mono?: boolean
  /** As high as a small button, for bars of filters. */
  dense?: boolean
}

export function TextInput({ mono = false, dense = false, className, ...rest }: TextInputProps) {
  return (
    <input
      type="text"
      autoComplete="off"
      spellCheck={false}
      className={cx(
        box,
        dense ? 'h-7' : 'h-8',
        'px-2',
        (mono || dense) && 'text-body!',
        mono && 'font-mono',
        className,
      )}
      {...rest}
    />
  )
}

export function TextArea({ mono = false, className, ...rest }: ComponentProps<'textarea'> & { mono?: boolean }) {
  return (
    <textarea
      autoComplete="off"
      spellCheck={false}
      rows={3}
      className={cx(box, 'field-sizing-content px-2 py-1.5', mono && 'font-mono text-body!', className)}
      {...rest}
    />
  )
}

export interface NumberInputProps extends Omit<ComponentProps<'input'>, 'value' | 'onChange'> {
  /** The text as typed: a half-typed number must survive, so parsing is the form's task. */
  value: string
  onChange: (value: string) => void
  unit?: string | undefined
}

/** A number with its unit behind it. The wheel never changes it. */
export function NumberInput({ value, onChange, unit, className, ...rest }: NumberInputProps) {
  return (
    <span className={cx('flex items-center gap-2', className)}>
      <input
        type="text"
        inputMode="decimal"
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={cx(box, 'h-8 max-w-40 px-2 text-right')}
        {...rest}
      />
      {unit !== undefined && <span className="text-body text-ink-3">{unit}</span>}
    </span>
  )
}

export interface SelectProps<V extends string> extends Omit<ComponentProps<'select'>, 'value' | 'onChange'> {
  value: V
  onChange: (value: V) => void
  options: readonly { value: V; label: string; disabled?: boolean }[]
}

/** One of a few. The browser's own list: every keyboard and screen reader knows it. */
export function Select<V extends string>({ value, onChange, options, className, ...rest }: SelectProps<V>) {
  return (
    <span className={cx('relative inline-flex', className)}>
      <select
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value)
          if (chosen) onChange(chosen.value)
        }}
        className={cx(box, 'h-8 appearance-none pr-7 pl-2')}
        {...rest}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled === true}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDownIcon className="pointer-events-none absolute top-2 right-2 text-ink-3" />
    </span>
  )
}

export interface CheckboxProps extends Omit<ComponentProps<'input'>, 'onChange' | 'checked' | 'type'> {
  checked: boolean | 'some'
  onChange: (checked: boolean) => void
  /** Beside the box; without it give `aria-label`. */
  label?: ReactNode
}

export function Checkbox({ checked, onChange, label, className, ...rest }: CheckboxProps) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (input.current) input.current.indeterminate = checked === 'some'
  }, [checked])
  const control = (
    <span className="relative inline-flex size-4 shrink-0">
      <input
        ref={input}
        type="checkbox"
        checked={checked === true}
        onChange={(event) => onChange(event.target.checked)}
        className="peer size-4 appearance-none rounded-sm border border-control bg-surface checked:border-run checked:bg-run indeterminate:border-run indeterminate:bg-run disabled:opacity-55 forced-colors:appearance-auto"
        {...rest}
      />
      <span className="pointer-events-none absolute inset-0 text-on-tone forced-colors:hidden">
        {checked === true && <CheckIcon />}
        {checked === 'some' && <DashIcon />}
      </span>
    </span>
  )
  if (label === undefined) return control
  return (
    <label className={cx('inline-flex items-center gap-2', className)}>
      {control}
      <span>{label}</span>
    </label>
  )
}

export interface RadioProps<V extends string> {
  name: string
  /** Undefined while none of them holds. */
  value: V | undefined
  onChange: (value: V) => void
  options: readonly { value: V; label: string }[]
  /** Names the choice for screen readers. */
  label: string
  className?: string | undefined
}

/** A choice between a few that are all shown. */
export function RadioRow<V extends string>({ name, value, onChange, options, label, className }: RadioProps<V>) {
  return (
    <div role="radiogroup" aria-label={label} className={cx('inline-flex items-center gap-4', className)}>
      {options.map((option) => (
        <label key={option.value} className="inline-flex items-center gap-1.5">
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="size-4 appearance-none rounded-full border border-control bg-surface checked:border-[5px] checked:border-run forced-colors:appearance-auto"
          />
          {option.label}
        </label>
      ))}
    </div>
  )
}
