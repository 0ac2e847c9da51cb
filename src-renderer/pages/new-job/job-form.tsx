import { type ReactNode, useMemo } from 'react'
import { type InputProblem, taskTypes } from '#schemas'
import { ChevronRightIcon, cx, Panel } from '../../components/index.ts'
import { ChangedNote } from './changed-note.tsx'
import { changeOf } from './changes.ts'
import { DeliverForm } from './deliver-form.tsx'
import { type Draft, speltOut, typeOf, valueAt, withType, withValue } from './draft.ts'
import { FieldEditor } from './field-editor.tsx'
import type { Field } from './field.ts'
import { advancedFields, budgetFields, formFields, payloadFields, trustFields } from './fields.ts'
import { isWideField } from './items-editor.tsx'
import { PolicyForm } from './policy-form.tsx'
import { problemsOf, titledProblem } from './problems.ts'
import { TypeChoice } from './type-choice.tsx'
import { WorkspaceChoice } from './workspace-choice.tsx'

interface JobFormProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly problems: readonly InputProblem[]
  /** The job this one is made from; what differs is marked. */
  readonly original: Draft | undefined
  /** Its type and workspace are settled. */
  readonly settled?: boolean
  /** It is for many jobs: what belongs to a single one has no field. */
  readonly template?: boolean
}

/** What tells one job from another, or says when it starts. */
const OF_ONE_JOB: ReadonlySet<string | undefined> = new Set(['id', 'idempotency_key', 'run_at'])

/** Without anything that must hold there are no gates at all. */
function withSet(draft: Draft, { path }: Field, value: unknown): Draft {
  const next = withValue(draft, path, value)
  const [name = ''] = path
  const whole = next[name]
  return path.length > 1 && name === 'trust' && typeof whole === 'object' && Object.keys(whole ?? {}).length === 0
    ? withValue(next, [name], undefined)
    : next
}

/** The job field by field, generated from the schemas that judge it. */
export function JobForm({ draft, onChange, problems, original, settled = false, template = false }: JobFormProps) {
  const type = typeOf(draft)
  const payload = useMemo(() => (type === undefined ? [] : payloadFields(type)), [type])
  const parts = useMemo(() => formFields(type), [type])
  const [budgets, trust, advanced] = useMemo(
    () => [
      budgetFields(),
      trustFields(),
      advancedFields().filter(({ path: [name] }) => !template || !OF_ONE_JOB.has(name)),
    ],
    [template],
  )
  const whole = speltOut(draft)
  const editor = (field: Field) =>
    placed(
      field,
      <FieldEditor
        field={field}
        value={valueAt(whole, field.path)}
        problems={problems}
        onChange={(value) => onChange(withSet(draft, field, value))}
      />,
    )
  const placed = (field: Field, drawn: ReactNode) => {
    const change = original && changeOf(original, draft, field)
    return (
      <div
        key={field.path.join('.')}
        data-field={field.path.join('.')}
        className={cx(isWideField(field) && 'col-span-full', change && '-ml-3 border-l-2 border-warn pl-2.5')}
      >
        {drawn}
        {change && (
          <ChangedNote change={change} onBack={() => onChange(withSet(draft, field, valueAt(original, field.path)))} />
        )}
      </div>
    )
  }
  return (
    <div className="flex flex-col gap-4">
      {!settled && (
        <Panel title="Work">
          <div className="flex flex-col gap-4">
            <TypeChoice value={type} onChange={(next) => onChange(withType(draft, next))} />
            <div data-field="workspace">
              <WorkspaceChoice
                value={draft['workspace']}
                onChange={(name) => onChange(withValue(draft, ['workspace'], name))}
                problems={problems.flatMap((each) => (each.field === 'workspace' ? [titledProblem(each, parts)] : []))}
              />
            </div>
          </div>
        </Panel>
      )}
      {type !== undefined && (
        <Panel title={taskTypes[type].label}>
          <Grid>{payload.map(editor)}</Grid>
        </Panel>
      )}
      <Panel title="Policy">
        <PolicyForm draft={draft} onChange={onChange} problems={problems} placed={placed} />
      </Panel>
      <Panel title="Budgets">
        <Grid>{budgets.map(editor)}</Grid>
      </Panel>
      <Panel title="Being told">
        <DeliverForm draft={draft} onChange={onChange} problems={problems} placed={placed} />
      </Panel>
      <Folded
        title="Trust"
        empty="Nothing must vouch for it"
        fields={trust}
        draft={draft}
        problems={problems}
        editor={editor}
      />
      <Folded
        title="Advanced"
        empty={template ? 'How often it is tried, how urgent it is' : 'When, how often, under which id'}
        fields={advanced}
        draft={draft}
        problems={problems}
        editor={editor}
      />
    </div>
  )
}

interface FoldedProps {
  readonly title: string
  /** What stands there, while nothing of it is said. */
  readonly empty: string
  readonly fields: readonly Field[]
  readonly draft: Draft
  readonly problems: readonly InputProblem[]
  readonly editor: (field: Field) => ReactNode
}

/** Fields that most jobs leave as they are, behind their title and the names of those that are set. */
function Folded({ title, empty, fields, draft, problems, editor }: FoldedProps) {
  const changed = fields.filter((field) => valueAt(draft, field.path) !== undefined)
  const wrong = fields.some((field) => problemsOf(problems, field).length > 0)
  return (
    <details open={wrong || undefined} className="group rounded-lg border border-line bg-surface open:pb-4">
      <summary className="flex min-h-10 list-none items-center gap-2 rounded-lg px-4">
        <ChevronRightIcon className="group-open:rotate-90" />
        <h2 className="text-section font-strong">{title}</h2>
        <span className="ml-auto text-ink-3">
          {changed.length === 0 ? empty : changed.map((field) => field.title).join(', ')}
        </span>
      </summary>
      <div className="px-4 pt-2">
        <Grid>{fields.map(editor)}</Grid>
      </div>
    </details>
  )
}

function Grid({ children }: { readonly children: ReactNode }) {
  return <div className="grid grid-cols-2 gap-x-6 gap-y-4 max-sm:grid-cols-1">{children}</div>
}
