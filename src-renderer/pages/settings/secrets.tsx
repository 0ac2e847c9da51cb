import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Secrets as SecretsView } from '#schemas'
import { problemOf, secretsQuery, useClient } from '../../app/index.ts'
import { Button, EmptyState, ErrorPanel, Panel, SecretIcon, Skeleton, Time } from '../../components/index.ts'
import { RemoveSecret } from './remove-secret.tsx'
import { KeepSecret, ReplaceSecret } from './secret-value.tsx'
import { SecretStore } from './secret-store.tsx'

/** Values that jobs may be granted: what they are called and whether they can be had, never what they are. */
export function Secrets() {
  const { data: secrets, error, isPending } = useQuery(secretsQuery(useClient()))
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-[72ch] text-ink-2">
        Commands of a job whose policy names a secret find its value in their environment. It is shown nowhere, also not
        here, and is hidden in everything such a job writes.
      </p>
      {error && <ErrorPanel {...problemOf(error, 'No secret was changed.')} />}
      {isPending && <Skeleton rows={4} />}
      {secrets && (
        <>
          <SecretStore secrets={secrets} />
          <Kept secrets={secrets} />
          <Panel title="Keep a secret">
            <KeepSecret locked={secrets.state === 'locked'} />
          </Panel>
        </>
      )}
    </div>
  )
}

function Kept({ secrets: { secrets, state } }: { secrets: SecretsView }) {
  const [replacing, setReplacing] = useState<string>()
  const [removing, setRemoving] = useState<string>()
  const locked = state === 'locked'
  return (
    <Panel title="Kept secrets" flush>
      {secrets.length === 0 ? (
        <EmptyState kind="first_use" title="No secret is kept yet.">
          A job that needs none needs nothing here.
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line border-t border-line">
          {secrets.map(({ name, set_at }) => (
            <li key={name} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
              <SecretIcon className="text-ink-3" />
              <span className="min-w-0 flex-1 basis-40 font-mono break-all">{name}</span>
              <span className="w-28 text-meta text-ink-3">
                set <Time at={set_at} reachable={false} />
              </span>
              <span className="flex gap-1">
                <Button size="small" disabled={locked} onClick={() => setReplacing(name)}>
                  Replace…<span className="sr-only"> {name}</span>
                </Button>
                <Button size="small" disabled={locked} onClick={() => setRemoving(name)}>
                  Remove…<span className="sr-only"> {name}</span>
                </Button>
              </span>
            </li>
          ))}
        </ul>
      )}
      {replacing !== undefined && <ReplaceSecret name={replacing} onClose={() => setReplacing(undefined)} />}
      {removing !== undefined && <RemoveSecret name={removing} onClose={() => setRemoving(undefined)} />}
    </Panel>
  )
}
