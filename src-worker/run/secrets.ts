import { createRedaction, type Redaction, secretsIn } from '#confine'
import { InterlockError, type Policy } from '#schemas'
import { failed, type RunEnd } from './run-end.ts'

/** Values by the names of their variables. */
export type Secrets = Readonly<Record<string, string>>

/** Hides what the environment of the worker holds, and what a run is granted. */
export type RedactionWith = (granted: Secrets) => Redaction

/** Looks through the environment once: it stays the same as long as the worker, whose runs may be short and many. */
export function createRedactionWith(env: Readonly<Record<string, string | undefined>>): RedactionWith {
  const own = secretsIn(env)
  const ungranted = createRedaction(own)
  return (granted) => {
    const values = Object.values(granted)
    return values.length === 0 ? ungranted : createRedaction([...own, ...values])
  }
}

/** Why a run cannot begin that was not given all its policy names: they were removed, or locked, after the job was added. */
export function missingSecret({ secrets: granted = [] }: Policy, secrets: Secrets): RunEnd | undefined {
  const names = granted.filter((name) => !Object.hasOwn(secrets, name))
  if (names.length === 0) return undefined
  const { message, remedy } = new InterlockError('secret_not_found', { names })
  return failed('secret_missing', `${message} ${remedy}`)
}
