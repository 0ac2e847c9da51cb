import { useQuery } from '@tanstack/react-query'
import { secretsQuery, PathLink, useClient } from '../../app/index.ts'
import { Checkbox, linkClass, WarningIcon } from '../../components/index.ts'

interface SecretsChoiceProps {
  readonly title: string
  readonly description: string
  readonly error: string | undefined
  readonly values: readonly string[]
  readonly onChange: (names: readonly string[]) => void
}

/** Which kept secrets the commands of a job are given; one that is not kept can only be taken away. */
export function SecretsChoice({ title, description, error, values, onChange }: SecretsChoiceProps) {
  const secrets = useQuery(secretsQuery(useClient())).data
  const kept = secrets?.secrets.map(({ name }) => name) ?? []
  const names = [...kept, ...values.filter((name) => !kept.includes(name))]
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-strong">
        {title} <span className="font-normal text-ink-3">(optional)</span>
      </legend>
      {names.length > 0 && (
        <div className="flex flex-col gap-1.5">
          {names.map((name) => (
            <span key={name} className="flex flex-wrap items-center gap-x-3">
              <Checkbox
                checked={values.includes(name)}
                label={<span className="font-mono break-all">{name}</span>}
                onChange={(checked) =>
                  onChange(names.filter((each) => (each === name ? checked : values.includes(each))))
                }
              />
              {secrets !== undefined && !kept.includes(name) && (
                <span className="inline-flex items-center gap-1.5 text-bad">
                  <WarningIcon size={14} />
                  not kept
                </span>
              )}
            </span>
          ))}
        </div>
      )}
      {error !== undefined && <p className="text-bad">{error}</p>}
      <p className="text-meta text-ink-3">
        {kept.length === 0 ? 'No secret is kept. ' : `${description} `}
        <PathLink to="/settings/secrets" className={linkClass}>
          {kept.length === 0 ? 'Keep one in Settings' : 'Secrets in Settings'}
        </PathLink>
      </p>
    </fieldset>
  )
}
