import { isLevelEnough, type MinimumLevel, minimumLevelSchema, type Policy, usualMinimum } from '#schemas'
import { Field, Select, TextInput } from '../../components/index.ts'

interface SandboxMinimumProps {
  readonly title: string
  readonly policy: Policy
  /** DALI's jobs have a lower usual minimum. */
  readonly compat: 'dali' | null
  readonly why: string
  readonly whyError: string | undefined
  readonly onChange: (level: MinimumLevel | undefined) => void
  readonly onWhy: (why: string | undefined) => void
}

/** The level below which the job is refused; where it asks for less than usual, it must say why. */
export function SandboxMinimum({ title, policy, compat, why, whyError, onChange, onWhy }: SandboxMinimumProps) {
  const usual = usualMinimum(policy, compat)
  const lowered = policy.min_sandbox !== undefined && !isLevelEnough(policy.min_sandbox, usual)
  return (
    <div className="flex flex-col gap-4">
      <Field label={title} description="On a machine that reaches less, the run is refused and says how to fix that.">
        {(control) => (
          <Select
            {...control}
            value={policy.min_sandbox ?? ''}
            onChange={(level) => onChange(level === '' ? undefined : level)}
            options={[
              { value: '', label: `As usual: ${usual}` },
              ...minimumLevelSchema.options.map((level) => ({ value: level, label: level })),
            ]}
          />
        )}
      </Field>
      {(lowered || why !== '') && (
        <div data-field="sandbox_why">
          <Field
            label="Why less sandbox"
            description={`${usual} is usual for such a job. The ledger keeps that you asked for less, and why.`}
            error={whyError}
          >
            {(control) => (
              <TextInput
                {...control}
                maxLength={500}
                value={why}
                onChange={(event) => onWhy(event.target.value === '' ? undefined : event.target.value)}
              />
            )}
          </Field>
        </div>
      )}
    </div>
  )
}
