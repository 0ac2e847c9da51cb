import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Secrets } from '#schemas'
import { secretsQuery, useClient } from '../../app/index.ts'

/** A keyring may ask first, and a passphrase takes its time on purpose. */
const DEADLINE = { context: { deadlineMs: 90_000 } }

/** Changes the secrets and shows at once what they are then. Nothing of a value is kept once it was sent. */
export function useSecretActs() {
  const client = useClient()
  const cache = useQueryClient()
  const onSuccess = (secrets: Secrets) => cache.setQueryData(secretsQuery(client).queryKey, secrets)
  return {
    set: useMutation({
      mutationFn: (secret: { name: string; value: string }) => client.secrets.set(secret, DEADLINE),
      onSuccess,
      gcTime: 0,
    }),
    remove: useMutation({
      mutationFn: (secret: { name: string }) => client.secrets.remove(secret, DEADLINE),
      onSuccess,
      gcTime: 0,
    }),
    unlock: useMutation({
      mutationFn: (by: { passphrase?: string }) => client.secrets.unlock(by, DEADLINE),
      onSuccess,
      gcTime: 0,
    }),
    openAlso: useMutation({
      mutationFn: (by: { passphrase?: string }) => client.secrets.openAlso(by, DEADLINE),
      onSuccess,
      gcTime: 0,
    }),
    lock: useMutation({ mutationFn: () => client.secrets.lock(undefined, DEADLINE), onSuccess, gcTime: 0 }),
  }
}
