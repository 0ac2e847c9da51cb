import { useId, useState } from 'react'
import { Button, CrossIcon, IconButton, PlusIcon, TextInput } from '../../components/index.ts'
import type { EditorProps } from './editor-props.ts'
import type { PairsField } from './field.ts'
import { problemsOf } from './problems.ts'

type Row = readonly [name: string, value: string]

/** Names with their values, one row each. A row without a name stands for nothing yet. */
export function PairsEditor({ field, value, onChange, problems }: EditorProps<PairsField>) {
  const heading = useId()
  const [typed, setTyped] = useState(() => rowsOf(value))
  const rows = sameRows(named(typed), rowsOf(value)) ? typed : rowsOf(value)
  const wrong = problemsOf(problems, field)
  const change = (next: readonly Row[]) => {
    setTyped(next)
    const pairs = named(next)
    onChange(pairs.length === 0 && !field.required ? undefined : Object.fromEntries(pairs))
  }
  const [exampleName, exampleValue] = field.example
  return (
    <section aria-labelledby={heading} className="flex flex-col gap-2">
      <div>
        <h3 id={heading} className="font-strong">
          {field.title}
          {!field.required && <span className="font-normal text-ink-3"> (optional)</span>}
        </h3>
        <p className="text-meta text-ink-3">{field.description}</p>
      </div>
      {rows.length > 0 && (
        <ul className="flex flex-col gap-2">
          {rows.map(([name, text], at) => (
            // Rows have no identity but their place.
            <li key={at} className="flex items-center gap-2">
              <TextInput
                mono
                aria-label={`Name ${at + 1}`}
                value={name}
                placeholder={exampleName}
                aria-invalid={wrong.length > 0 || undefined}
                onChange={(event) => change(rows.with(at, [event.target.value, text]))}
                className="max-w-56"
              />
              <span aria-hidden="true" className="text-ink-3">
                =
              </span>
              <TextInput
                mono
                aria-label={`Value of ${name === '' ? `row ${at + 1}` : name}`}
                value={text}
                placeholder={exampleValue}
                onChange={(event) => change(rows.with(at, [name, event.target.value]))}
              />
              <IconButton
                icon={CrossIcon}
                label={`Remove ${name === '' ? `row ${at + 1}` : name}`}
                onClick={() => change(rows.toSpliced(at, 1))}
              />
            </li>
          ))}
        </ul>
      )}
      {wrong.map((problem) => (
        <p key={problem} className="text-bad">
          {problem}
        </p>
      ))}
      <div>
        <Button size="small" icon={PlusIcon} onClick={() => setTyped([...rows, ['', '']])}>
          Add {field.title.replace(/s$/, '').toLowerCase()}
        </Button>
      </div>
    </section>
  )
}

function rowsOf(value: unknown): readonly Row[] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).map(([name, text]): Row => [name, typeof text === 'string' ? text : JSON.stringify(text)])
    : []
}

/** Rows that stand for something; of a name that is there twice, the last. */
function named(rows: readonly Row[]): readonly Row[] {
  return Object.entries(Object.fromEntries(rows)).filter(([name]) => name !== '')
}

function sameRows(a: readonly Row[], b: readonly Row[]): boolean {
  return a.length === b.length && a.every(([name, value], at) => name === b[at]?.[0] && value === b[at][1])
}
