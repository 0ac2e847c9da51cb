import { z } from 'zod'
import { formatCount } from '../format/index.ts'
import { errorKind } from './define.ts'

const finding = z.strictObject({
  where: z.string().meta({ description: 'Row of the ledger, content or job that holds it; never what it is.' }),
  rule: z.string(),
})

/** So many places stand in a sentence; `data` has more. */
const NAMED = 3

export const secretsErrors = {
  secrets_locked: errorKind({
    status: 409,
    data: z.strictObject({ reason: z.string(), remedy: z.string() }),
    sentence: ({ reason }) => `The secrets are locked: ${reason}.`,
    remedy: ({ remedy }) => remedy,
  }),
  secrets_passphrase_wrong: errorKind({
    status: 403,
    data: z.strictObject({}),
    sentence: () => 'This passphrase does not open the secrets.',
    remedy: () => 'Nothing was changed. Type it again; there is no way in without it.',
  }),
  secrets_no_passphrase: errorKind({
    status: 409,
    data: z.strictObject({ keepers: z.array(z.string()) }),
    sentence: ({ keepers }) => `The secrets have no passphrase: they open with ${keepers.join(' or ')}.`,
    remedy: () => 'Unlock them without one.',
  }),
  secrets_keeper_failed: errorKind({
    status: 503,
    data: z.strictObject({ keeper: z.string(), reason: z.string() }),
    sentence: ({ keeper, reason }) => `The key of the secrets cannot be had from ${keeper}: ${reason}.`,
    remedy: () => 'Unlock the keyring of this session, then run `interlock secrets unlock`.',
  }),
  secrets_damaged: errorKind({
    status: 500,
    data: z.strictObject({ file: z.string(), reason: z.string() }),
    sentence: ({ file, reason }) => `The store of secrets ${file} cannot be trusted: ${reason}.`,
    remedy: () =>
      'Nothing of it is used. Put back a copy of the file, or move it away and set the secrets again; jobs that need one wait.',
  }),
  secret_not_found: errorKind({
    status: 404,
    data: z.strictObject({ names: z.array(z.string()) }),
    sentence: ({ names }) =>
      names.length === 1 ? `There is no secret ${names[0] ?? ''}.` : `There are no secrets ${names.join(', ')}.`,
    remedy: ({ names }) => `Set it with \`interlock secrets set ${names[0] ?? 'NAME'}\`, or correct the name.`,
  }),
  secret_in_job: errorKind({
    status: 422,
    data: z.strictObject({
      fields: z.array(z.strictObject({ field: z.string(), secret: z.string().nullable() })).meta({
        description: 'Where it stands, and the name of the secret; null for what only has the shape of one.',
      }),
    }),
    sentence: ({ fields }) =>
      fields
        .map(({ field, secret }) =>
          secret === null
            ? `${field} holds what looks like a secret.`
            : `${field} holds the value of the secret ${secret}.`,
        )
        .join(' '),
    remedy: () =>
      'Nothing was written: what a job asks for is stored as it is. Keep the value with `interlock secrets set NAME`, name it in policy.secrets, and let the command read it from its environment.',
  }),
  export_has_secrets: errorKind({
    status: 409,
    data: z.strictObject({ findings: z.int(), places: z.array(finding) }),
    sentence: ({ findings, places }) => {
      const named = places.slice(0, NAMED).map(({ where, rule }) => `${where} (${rule})`)
      const more = findings > named.length ? ` and ${formatCount(findings - named.length)} more` : ''
      const texts = findings === 1 ? 'text that looks like a secret' : 'texts that look like secrets'
      return `What would be written holds ${formatCount(findings)} ${texts}: ${named.join(', ')}${more}.`
    },
    remedy: () =>
      'Nothing was written. Look at the named places; to write them all the same, export with --allow-findings.',
  }),
} as const
