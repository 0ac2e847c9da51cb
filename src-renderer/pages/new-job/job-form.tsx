import { type ReactNode, useMemo } from 'react'
import { type InputProblem, taskTypes } from '#schemas'
import { ChevronRightIcon, cx, Panel } from '../../components/index.ts'
import { ChangedNote } from './changed-note.tsx'
import { changeOf } from './changes.ts'
import { type Draft, speltOut, typeOf, valueAt, withType, withValue } from './draft.ts'
import { FieldEditor } from './field-editor.tsx'
import { advancedFields, budgetFields, type Field, formFields, payloadFields } from './fields.ts'
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

/** The job field by field, generated from the schemas that judge it. */
export function JobForm({ draft, onChange, problems, original, settled = false, template = false }: JobFormProps) {
  const type = typeOf(draft)
  const payload = useMemo(() => (type === undefined ? [] : payloadFields(type)), [type])
  const parts = useMemo(() => formFields(type), [type])
  const [budgets, advanced] = useMemo(
    () => [budgetFields(), advancedFields().filter(({ path: [name] }) => !template || !OF_ONE_JOB.has(name))],
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
        onChange={(value) => onChange(withValue(draft, field.path, value))}
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
          <ChangedNote
            change={change}
            onBack={() => onChange(withValue(draft, field.path, valueAt(original, field.path)))}
          />
        )}
      </div>
    )
  }
  const changed = advanced.filter((field) => valueAt(draft, field.path) !== undefined)
  const wrong = advanced.some((field) => problemsOf(problems, field).length > 0)
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
      <details open={wrong || undefined} className="group rounded-lg border border-line bg-surface open:pb-4">
        <summary className="flex min-h-10 list-none items-center gap-2 rounded-lg px-4">
          <ChevronRightIcon className="group-open:rotate-90" />
          <h2 className="text-section font-strong">Advanced</h2>
          <span className="ml-auto text-ink-3">
            {changed.length === 0
              ? template
                ? 'How often it is tried, how urgent it is'
                : 'When, how often, under which id'
              : changed.map((field) => field.title).join(', ')}
          </span>
        </summary>
        <div className="px-4 pt-2">
          <Grid>{advanced.map(editor)}</Grid>
        </div>
      </details>
    </div>
  )
}

function Grid({ children }: { readonly children: ReactNode }) {
  return <div className="grid grid-cols-2 gap-x-6 gap-y-4 max-sm:grid-cols-1">{children}</div>
}
