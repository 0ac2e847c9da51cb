import { InterlockError, type JobSpec } from '#schemas'
import { createRedaction } from '#confine'
import type { SecretStore } from './secrets.ts'

/** So many fields are named; the others are mended with them. */
const MAX_FIELDS = 20

/** @returns what has to be waited for first, where the store is just being opened */
export type AdmitJob = (spec: JobSpec) => Promise<void> | undefined

/**
 * Refuses a job that names a secret there is not, or that holds a value of one: what a job asks for is stored as it is. While
 * the store is locked only shapes of tokens are known.
 */
export function createAdmitJob(secrets: SecretStore): AdmitJob {
  function admit(spec: JobSpec): void {
    const names = secrets.unknown(spec.policy.secrets ?? [])
    if (names.length > 0) throw new InterlockError('secret_not_found', { names })
    const redaction = secrets.redaction()
    const fields = [...new Set(fieldsWith(withoutProof(spec), (text) => redaction.finds(text)))]
    if (fields.length === 0) return
    throw new InterlockError('secret_in_job', {
      fields: fields.slice(0, MAX_FIELDS).map((field) => ({ field, secret: nameOf(spec, field, secrets) })),
    })
  }

  return (spec) => {
    const settling = secrets.settling()
    if (settling !== undefined) return settling.then(() => admit(spec))
    admit(spec)
    return undefined
  }
}

const SHAPES = createRedaction([])

/** A proof looks like a token and is one; what it proves it proves for this job only, for a while, and is verified again. */
function withoutProof({ trust, ...spec }: JobSpec): object {
  const { proof: _proof, ...rest } = trust ?? {}
  return { ...spec, trust: rest }
}

/** Which secret a field holds; null for what only looks like one. */
function nameOf(spec: JobSpec, field: string, secrets: SecretStore): string | null {
  for (const [name, value] of secrets.values()) {
    const one = createRedaction([value])
    const holds = (text: string) => one.text(text) !== SHAPES.text(text)
    for (const found of fieldsWith(spec, holds)) if (found === field) return name
  }
  return null
}

/** Paths of the texts in a value that `holds` is true of; the name of a member that holds one is not repeated. */
function* fieldsWith(value: unknown, holds: (text: string) => boolean, path = ''): Generator<string> {
  if (typeof value === 'string') {
    if (holds(value)) yield path
  } else if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) yield* fieldsWith(item, holds, `${path}[${at}]`)
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (holds(name)) yield `${path === '' ? 'the job' : path} (the name of a member)`
      else yield* fieldsWith(member, holds, path === '' ? name : `${path}.${name}`)
    }
  }
}
