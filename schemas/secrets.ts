import { z } from 'zod'

/** Variables of a command that Interlock sets itself; a secret cannot take their place. */
const RESERVED = /^(PATH|HOME|TMPDIR|TEMP|TMP|USERPROFILE|LANG|TERM|CI|TZ|INTERLOCK_.*)$/i

/** A secret is known by the variable under which commands find it. */
export const secretNameSchema = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'must be 1 to 64 of A-Z a-z 0-9 _, not starting with a digit')
  .refine((name) => !RESERVED.test(name), { params: { rule: 'reserved_name' } })
  .meta({ id: 'SecretName', description: 'Name of an environment variable, at most 64 characters.' })

export const MAX_SECRETS = 256
export const MAX_SECRETS_OF_JOB = 32

/** Shorter ones stand everywhere by chance, so they could not be hidden where they turn up. */
export const MIN_SECRET_CHARACTERS = 6
export const MAX_SECRET_CHARACTERS = 16_384

/** A blank at its end would be lost on its way, and what then turns up would not be known as the secret. */
export const secretValueSchema = z
  .string()
  .min(MIN_SECRET_CHARACTERS)
  .max(MAX_SECRET_CHARACTERS)
  .refine((value) => value.isWellFormed(), { params: { rule: 'well_formed' } })
  .refine((value) => !/[\0\r\n]/.test(value) && value.trim() === value, { params: { rule: 'one_line' } })
  .meta({ id: 'SecretValue', description: 'One line without blanks at its ends. It never comes back out.' })

export const passphraseSchema = z
  .string()
  .min(8)
  .max(1024)
  .meta({ id: 'Passphrase', description: 'Opens the store of secrets where no keyring of the system does.' })

/** What keeps the key of the store. */
export const keyKeeperSchema = z
  .enum(['passphrase', 'secret_service', 'keychain', 'dpapi', 'safe_storage'])
  .meta({ id: 'KeyKeeper' })
export type KeyKeeperKind = z.infer<typeof keyKeeperSchema>

/** The store of secrets as clients see it: never a value. */
export const secretsSchema = z
  .strictObject({
    state: z.enum(['open', 'locked']),
    exists: z.boolean().meta({ description: 'Whether the store was made; the first secret makes it.' }),
    keepers: z.array(keyKeeperSchema).meta({
      description: 'What the store opens with, or would be made with; empty where that is for the operator to choose.',
    }),
    file: z.string(),
    problem: z
      .strictObject({ code: z.string(), message: z.string(), remedy: z.string() })
      .nullable()
      .meta({ description: 'Why it is locked, and what to do.' }),
    secrets: z.array(z.strictObject({ name: secretNameSchema, set_at: z.iso.datetime() })),
  })
  .meta({ id: 'Secrets' })
export type Secrets = z.infer<typeof secretsSchema>

/** Required of a worker by jobs that are granted secrets; offered while the store is open. */
export const SECRETS_CAP = 'interlock:secrets'
