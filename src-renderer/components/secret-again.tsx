import { Checkbox } from './field.tsx'

export interface SecretAgainProps {
  /** The same secret, from one origin to another. */
  readonly move: { readonly secret: string; readonly from: string; readonly to: string }
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

/** Asks whether a secret may go to another address than before, in words that name both. */
export function SecretAgain({ move: { secret, from, to }, checked, onChange }: SecretAgainProps) {
  return (
    <div role="group" aria-label="Where its secret goes" className="flex flex-col gap-2 border-l-2 border-warn pl-3">
      <p className="text-ink-2">
        The secret <span className="font-mono text-ink">{secret}</span> went to{' '}
        <span className="font-mono break-all text-ink">{from}</span>. Whoever answers at another address gets it.
      </p>
      <Checkbox
        checked={checked}
        onChange={onChange}
        label={
          <>
            Send it to <span className="font-mono break-all">{to}</span> from now on
          </>
        }
      />
    </div>
  )
}
