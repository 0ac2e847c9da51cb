import { z } from 'zod'
import { passphraseSchema, secretNameSchema, secretsSchema, secretValueSchema } from '../secrets.ts'
import { failsWith, procedure } from './base.ts'

const opening = failsWith('secrets_locked', 'secrets_keeper_failed', 'secrets_damaged')

export const secretsContract = {
  list: procedure('read')
    .route({
      method: 'GET',
      path: '/secrets',
      summary: 'Names of the secrets and where they are kept',
      tags: ['secrets'],
    })
    .output(secretsSchema),
  set: procedure('secrets')
    .route({
      method: 'PUT',
      path: '/secrets/{name}',
      summary: 'Keep a value, or replace it',
      description: 'The value never comes back out: it is given to commands of jobs whose policy names it.',
      tags: ['secrets'],
    })
    .input(z.strictObject({ name: secretNameSchema, value: secretValueSchema }))
    .output(secretsSchema)
    .errors(opening),
  remove: procedure('secrets')
    .route({ method: 'DELETE', path: '/secrets/{name}', summary: 'Forget a secret', tags: ['secrets'] })
    .input(z.strictObject({ name: secretNameSchema }))
    .output(secretsSchema)
    .errors({ ...opening, ...failsWith('secret_not_found') }),
  unlock: procedure('secrets')
    .route({
      method: 'POST',
      path: '/secrets/unlock',
      summary: 'Open the store',
      description:
        'With the keyring of the system, or a passphrase; where there is no store yet, one is made for the passphrase.',
      tags: ['secrets'],
    })
    .input(z.strictObject({ passphrase: passphraseSchema.optional() }))
    .output(secretsSchema)
    .errors({ ...opening, ...failsWith('secrets_passphrase_wrong', 'secrets_no_passphrase') }),
  openAlso: procedure('secrets')
    .route({
      method: 'POST',
      path: '/secrets/open-also',
      summary: 'Let the open store open in one more way',
      description:
        'With the keyrings there are here, or with a passphrase, which replaces the one before: so that a service without a keyring opens what the desktop made, and the other way round.',
      tags: ['secrets'],
    })
    .input(z.strictObject({ passphrase: passphraseSchema.optional() }))
    .output(secretsSchema)
    .errors(opening),
  lock: procedure('secrets')
    .route({
      method: 'POST',
      path: '/secrets/lock',
      summary: 'Close the store until it is unlocked',
      description: 'Jobs that need a secret wait. Runs that have theirs keep them.',
      tags: ['secrets'],
    })
    .output(secretsSchema),
}
