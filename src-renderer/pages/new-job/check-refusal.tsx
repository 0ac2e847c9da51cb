import { PathLink } from '../../app/index.ts'
import { Button, buttonClass, ErrorPanel } from '../../components/index.ts'
import { type Draft, speltOut, withValue } from './draft.ts'

interface CheckRefusalProps {
  /** Why the core would refuse the job or its run. */
  readonly refusal: { readonly code: string; readonly message: string; readonly remedy: string }
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
}

/** Why it would be refused, with the change that helps. */
export function CheckRefusal({ refusal: { code, message, remedy }, draft, onChange }: CheckRefusalProps) {
  return (
    <ErrorPanel
      what={message}
      todo={remedy}
      code={code}
      action={<Fix code={code} draft={draft} onChange={onChange} />}
    />
  )
}

function Fix({ code, draft, onChange }: Omit<CheckRefusalProps, 'refusal'> & { readonly code: string }) {
  switch (code) {
    case 'named_hosts_off':
      return (
        <Button size="small" onClick={() => onChange(withPolicy(draft, 'network_hosts', undefined))}>
          Take the hosts out
        </Button>
      )
    case 'sandbox_below_minimum':
      return (
        <PathLink to="/sandbox" className={buttonClass('plain', 'small')}>
          Show what is missing
        </PathLink>
      )
    case 'secret_not_found':
      return (
        <PathLink to="/settings/secrets" className={buttonClass('plain', 'small')}>
          Keep it in Settings
        </PathLink>
      )
    default:
      return null
  }
}

function withPolicy(draft: Draft, name: string, value: unknown): Draft {
  return withValue({ ...draft, policy: speltOut(draft)['policy'] }, ['policy', name], value)
}
