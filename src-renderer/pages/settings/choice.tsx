import { type ReactNode, useId } from 'react'
import { RadioRow } from '../../components/index.ts'

/** One question of the settings: what it is about on the left, the answer on the right. */
export function Choice<V extends string>({
  title,
  description,
  value,
  options,
  onChange,
}: {
  title: string
  description: ReactNode
  value: V
  options: readonly { value: V; label: string }[]
  onChange: (value: V) => void
}) {
  const name = useId()
  return (
    <div className="grid gap-x-8 gap-y-2 border-b border-line py-4 first:pt-0 last:border-b-0 last:pb-0 lg:grid-cols-[18rem_1fr]">
      <div>
        <h2 className="font-strong">{title}</h2>
        <p className="text-ink-3">{description}</p>
      </div>
      <RadioRow
        name={name}
        label={title}
        value={value}
        options={options}
        onChange={onChange}
        className="flex-wrap gap-y-2 self-center"
      />
    </div>
  )
}
