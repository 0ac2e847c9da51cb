import { InterlockError, type Policy } from '#schemas'
import { failed, type RunEnd } from './run-end.ts'

/** Values by the names of their variables. */
export type Secrets = Readonly<Record<string, string>>

/** Why a run cannot begin that was not given all its policy names: they were removed, or locked, after the job was added. */
export function missingSecret({ secrets: granted = [] }: Policy, secrets: Secrets): RunEnd | undefined {
  const names = granted.filter((name) => !Object.hasOwn(secrets, name))
  if (names.length === 0) return undefined
  const { message, remedy } = new InterlockError('secret_not_found', { names })
  return failed('secret_missing', `${message} ${remedy}`)
}
