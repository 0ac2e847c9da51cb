import { useId } from 'react'
import { formatBytes, formatWait } from '#schemas/format'
import { Checkbox, Field as Labelled, InCode, NumberInput, Select, TextInput, useNow } from '../../components/index.ts'
import { CommandEditor } from './command-editor.tsx'
import { CommandsEditor } from './commands-editor.tsx'
import { readNumber, readWholeNumber } from './draft.ts'
import type { EditorProps } from './editor-props.ts'
import type { TextField, WholeNumberField } from './field.ts'
import { GroupEditor, ItemsEditor } from './items-editor.tsx'
import { NumbersEditor } from './numbers-editor.tsx'
import { PairsEditor } from './pairs-editor.tsx'
import { problemsOf } from './problems.ts'
import { TextsEditor } from './texts-editor.tsx'
import { VariantsEditor } from './variants-editor.tsx'

/** The editor that fits the shape of a field. */
export function FieldEditor({ field, value, onChange, problems }: EditorProps) {
  const id = useId()
  const error = problemsOf(problems, field).join(' ') || undefined
  const description = field.description === '' ? undefined : <InCode text={field.description} />
  const inner = (part: Pick<EditorProps, 'field' | 'value' | 'onChange'>) => (
    <FieldEditor {...part} problems={problems} />
  )
  const shared = { label: field.title, description, error, optional: !field.required }
  switch (field.kind) {
    case 'whole_number':
      return <WholeNumberEditor field={field} value={value} onChange={onChange} problems={problems} />
    case 'text':
      return <TextEditor field={field} value={value} onChange={onChange} problems={problems} />
    case 'yes_no':
      return (
        <div className="flex flex-col gap-1">
          <Checkbox
            checked={value === undefined ? field.fallback : value === true}
            aria-invalid={error === undefined ? undefined : true}
            aria-describedby={`${id}-help`}
            label={<span className="font-strong">{field.title}</span>}
            onChange={(checked) => onChange(checked === field.fallback && !field.required ? undefined : checked)}
          />
          <div id={`${id}-help`} className="pl-6">
            {error !== undefined && <p className="text-bad">{error}</p>}
            <p className="text-meta text-ink-3">{description}</p>
          </div>
        </div>
      )
    case 'choice':
      return (
        <Labelled {...shared}>
          {(control) => (
            <Select
              {...control}
              value={typeof value === 'string' && value !== field.fallback ? value : ''}
              onChange={(chosen) => onChange(chosen === '' ? undefined : chosen)}
              options={[
                { value: '', label: field.fallback === undefined ? 'None' : `${field.fallback} (usual)` },
                ...field.values.filter((each) => each !== field.fallback).map((each) => ({ value: each, label: each })),
              ]}
            />
          )}
        </Labelled>
      )
    case 'choices': {
      const chosen = textsIn(value)
      return (
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 font-strong">{field.title}</legend>
          <div className="flex flex-wrap gap-4">
            {field.values.map((each) => (
              <Checkbox
                key={each}
                checked={chosen.includes(each)}
                label={each.replaceAll('_', ' ')}
                onChange={(checked) => {
                  const next = field.values.filter((other) => (other === each ? checked : chosen.includes(other)))
                  onChange(next.length === 0 && !field.required ? undefined : next)
                }}
              />
            ))}
          </div>
          {error !== undefined && <p className="text-bad">{error}</p>}
          <p className="text-meta text-ink-3">{description}</p>
        </fieldset>
      )
    }
    case 'texts':
      return (
        <Labelled
          {...shared}
          description={<InCode text={[field.description, 'One per line.'].filter(Boolean).join(' ')} />}
        >
          {(control) => (
            <TextsEditor
              control={control}
              values={textsIn(value)}
              example={field.example}
              onChange={(texts) => onChange(texts.length === 0 && !field.required ? undefined : texts)}
            />
          )}
        </Labelled>
      )
    case 'numbers':
      return (
        <Labelled {...shared}>
          {(control) => (
            <NumbersEditor
              control={control}
              value={value}
              onChange={(numbers) => onChange(numbers.length === 0 && !field.required ? undefined : numbers)}
            />
          )}
        </Labelled>
      )
    case 'commands':
      return <CommandsEditor field={field} value={value} onChange={onChange} problems={problems} />
    case 'command':
      return <CommandEditor field={field} value={value} onChange={onChange} problems={problems} />
    case 'pairs':
      return <PairsEditor field={field} value={value} onChange={onChange} problems={problems} />
    case 'number':
      return (
        <Labelled {...shared}>
          {(control) => (
            <NumberInput
              {...control}
              inputMode="decimal"
              value={typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)}
              onChange={(typed) => onChange(readNumber(typed))}
              unit={field.unit || undefined}
            />
          )}
        </Labelled>
      )
    case 'variants':
      return <VariantsEditor field={field} value={value} onChange={onChange} problems={problems} draw={inner} />
    case 'group':
      return <GroupEditor field={field} value={value} onChange={onChange} problems={problems} draw={inner} />
    case 'items':
      return <ItemsEditor field={field} value={value} onChange={onChange} problems={problems} draw={inner} />
    case 'other':
      return (
        <Labelled {...shared}>
          {(control) => (
            <output {...control} className="block text-ink-2">
              Edited in the JSON view.
            </output>
          )}
        </Labelled>
      )
  }
}

function WholeNumberEditor({ field, value, onChange, problems }: EditorProps<WholeNumberField>) {
  const hint = field.unit === 'bytes' && typeof value === 'number' && value >= 1024 ? ` = ${formatBytes(value)}` : ''
  return (
    <Labelled
      label={field.title}
      description={field.description || undefined}
      error={problemsOf(problems, field).join(' ') || undefined}
      optional={!field.required}
    >
      {(control) => (
        <NumberInput
          {...control}
          inputMode="numeric"
          value={typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)}
          onChange={(typed) => onChange(readWholeNumber(typed))}
          placeholder={field.fallback === undefined ? undefined : String(field.fallback)}
          unit={`${field.unit}${hint}` || undefined}
        />
      )}
    </Labelled>
  )
}

function TextEditor({ field, value, onChange, problems }: EditorProps<TextField>) {
  const typed = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
  return (
    <Labelled
      label={field.title}
      description={
        <>
          {field.description}
          {field.path[0] === 'run_at' && typed !== '' && <StartsIn at={typed} />}
        </>
      }
      error={problemsOf(problems, field).join(' ') || undefined}
      optional={!field.required}
    >
      {(control) => (
        <TextInput
          {...control}
          mono={field.path.at(-1) !== 'title'}
          value={typed}
          placeholder={field.path[0] === 'run_at' ? '2026-11-21T08:00:00Z' : field.example}
          onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
        />
      )}
    </Labelled>
  )
}

function StartsIn({ at }: { at: string }) {
  const ms = Date.parse(at) - useNow()
  if (Number.isNaN(ms)) return null
  return <> {ms > 0 ? `Starts ${formatWait(ms)}.` : 'That has passed, so it starts at once.'}</>
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))) : []
}
