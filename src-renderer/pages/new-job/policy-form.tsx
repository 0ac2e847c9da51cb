import type { ReactNode } from 'react'
import { compatSchema, type InputProblem, meaningOf, policySchema } from '#schemas'
import { type Draft, presetOf, speltOut, valueAt, withPresetChosen, withValue } from './draft.ts'
import { FieldEditor } from './field-editor.tsx'
import type { Field } from './field.ts'
import { policyFields } from './fields.ts'
import { PresetChoice } from './preset-choice.tsx'
import { problemsOf } from './problems.ts'
import { SandboxMinimum } from './sandbox-minimum.tsx'
import { SecretsChoice } from './secrets-choice.tsx'

interface PolicyFormProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly problems: readonly InputProblem[]
  /** Draws the place of a field around its editor. */
  readonly placed: (field: Field, editor: ReactNode) => ReactNode
}

const FIELDS = policyFields()
/** What reads like a switch first, then what is chosen, then what is written. */
const ORDER = ['yes_no', 'choice', 'texts'] as const

/** What the job may do: a preset by name, and field by field what differs from it. */
export function PolicyForm({ draft, onChange, problems, placed }: PolicyFormProps) {
  const whole = speltOut(draft)
  const policy = policySchema.safeParse(whole['policy']).data
  const set = (field: Field, value: unknown) => onChange(withValue(draft, field.path, value))

  function editorOf(field: Field): ReactNode {
    const value = valueAt(whole, field.path)
    const name = policySchema.keyof().safeParse(field.path.at(-1)).data
    if (name === 'secrets')
      return (
        <SecretsChoice
          title={field.title}
          description={field.description}
          error={problemsOf(problems, field).join(' ') || undefined}
          values={policy?.secrets ?? []}
          onChange={(names) => set(field, names.length === 0 ? undefined : names)}
        />
      )
    if (name === 'min_sandbox' && policy !== undefined)
      return (
        <SandboxMinimum
          title={field.title}
          policy={policy}
          compat={compatSchema.safeParse(draft['compat']).data ?? null}
          why={typeof draft['sandbox_why'] === 'string' ? draft['sandbox_why'] : ''}
          whyError={problems.find((each) => each.field === 'sandbox_why')?.problem}
          onChange={(level) => set(field, level)}
          onWhy={(why) => onChange(withValue(draft, ['sandbox_why'], why))}
        />
      )
    // What is left out means something, which a box must show; what it is then set to is said outright.
    const shown =
      field.kind === 'yes_no' && policy !== undefined && name !== undefined ? meaningOf(policy)[name] : value
    const said = field.kind === 'yes_no' ? { ...field, required: true } : field
    return <FieldEditor field={said} value={shown} problems={problems} onChange={(next) => set(field, next)} />
  }

  return (
    <div className="flex flex-col gap-5">
      <div data-field="preset">
        <PresetChoice
          value={presetOf(draft)}
          policy={policy}
          onChange={(preset) => onChange(withPresetChosen(draft, preset))}
          onLetGo={() => onChange(withValue({ ...draft, policy: whole['policy'] }, ['preset'], undefined))}
        />
      </div>
      <div className="grid grid-cols-2 gap-x-6 gap-y-4 max-sm:grid-cols-1">
        {ORDER.flatMap((kind) => FIELDS.filter((field) => field.kind === kind)).map((field) =>
          placed(field, editorOf(field)),
        )}
      </div>
    </div>
  )
}
