import { type ReactNode, useId } from 'react'
import { Button, PlusIcon } from '../../components/index.ts'
import { valueAt, withValue } from './draft.ts'
import type { EditorProps } from './editor-props.ts'
import type { Field, GroupField, ItemsField } from './field.ts'
import { PlaceButtons } from './place-buttons.tsx'
import { placedIn, problemsAt } from './problems.ts'

export interface DrawnField {
  readonly field: Field
  readonly value: unknown
  readonly onChange: (value: unknown) => void
}

export type DrawField = (drawn: DrawnField) => ReactNode

/** A list of groups of fields, each in a frame of its own. */
export function ItemsEditor({
  field,
  value,
  onChange,
  problems,
  draw,
}: EditorProps<ItemsField> & { readonly draw: DrawField }) {
  const heading = useId()
  const items = Array.isArray(value) ? value.map(recordOf) : []
  const whole = problemsAt(problems, field)
  const one = field.title.replace(/s$/, '')
  return (
    <section aria-labelledby={heading} className="flex flex-col gap-2">
      <div>
        <h3 id={heading} className="font-strong">
          {field.title}
        </h3>
        <p className="text-meta text-ink-3">{field.description}</p>
      </div>
      <ol className="flex flex-col gap-3">
        {items.map((item, at) => (
          // Items have no identity but their place.
          <li key={at} aria-label={`${one} ${at + 1}`} className="rounded-sm border border-line p-3">
            <div className="mb-2 flex items-center">
              <span className="text-ink-3">
                {one} {at + 1}
              </span>
              <span className="ml-auto">
                <PlaceButtons noun={one.toLowerCase()} items={items} at={at} onChange={onChange} />
              </span>
            </div>
            <FieldGrid
              fields={field.fields.map((inner) => ({
                field: placedIn(field.path, `[${at}]`, inner),
                value: valueAt(item, inner.path),
                onChange: (next) => onChange(items.with(at, recordOf(withValue(item, inner.path, next)))),
              }))}
              draw={draw}
            />
          </li>
        ))}
      </ol>
      {whole.length > 0 && <p className="text-bad">{whole.join(' ')}</p>}
      <div>
        <Button
          size="small"
          icon={PlusIcon}
          disabled={items.length >= field.maxItems}
          onClick={() => onChange([...items, newItem(field)])}
        >
          Add {one.toLowerCase()}
        </Button>
      </div>
    </section>
  )
}

/** Fields that belong together, under one heading. */
export function GroupEditor({ field, value, onChange, draw }: EditorProps<GroupField> & { readonly draw: DrawField }) {
  const group = recordOf(value)
  return (
    <fieldset className="rounded-sm border border-line p-3">
      <legend className="px-1 font-strong">
        {field.title}
        {!field.required && <span className="font-normal text-ink-3"> (optional)</span>}
      </legend>
      <p className="mb-3 text-meta text-ink-3">{field.description}</p>
      <FieldGrid
        fields={field.fields.map((inner) => {
          const name = inner.path.slice(field.path.length)
          return {
            field: inner,
            value: valueAt(group, name),
            onChange: (next) => {
              const changed = withValue(group, name, next)
              onChange(Object.keys(changed).length === 0 && !field.required ? undefined : changed)
            },
          }
        })}
        draw={draw}
      />
    </fieldset>
  )
}

/** Fields beside one another, those that need it over the whole width. */
export function FieldGrid({ fields, draw }: { readonly fields: readonly DrawnField[]; readonly draw: DrawField }) {
  return (
    <div className="grid grid-cols-2 gap-x-6 gap-y-4 max-sm:grid-cols-1">
      {fields.map((each) => (
        <div
          key={each.field.path.join('.')}
          data-field={each.field.path.join('.')}
          className={isWideField(each.field) ? 'col-span-full' : undefined}
        >
          {draw(each)}
        </div>
      ))}
    </div>
  )
}

/** What needs the whole width of the form. */
export function isWideField({ kind }: Field): boolean {
  return (
    kind === 'commands' ||
    kind === 'command' ||
    kind === 'items' ||
    kind === 'pairs' ||
    kind === 'group' ||
    kind === 'variants'
  )
}

/** An item in which nothing is filled in yet; a command has its place for the program. */
function newItem({ fields }: ItemsField): Record<string, unknown> {
  return Object.fromEntries(
    fields.filter(({ kind, required }) => required && kind === 'command').map(({ path }) => [path.join('.'), ['']]),
  )
}

export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
