import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiKey } from '#schemas'
import { keyRightTexts, keyStateTexts, typeLabel } from '#schemas/texts'
import { problemOf, useClient } from '../../../app/index.ts'
import {
  Button,
  Chip,
  EmptyState,
  ErrorPanel,
  Panel,
  SecretIcon,
  Skeleton,
  Time,
  WarningIcon,
} from '../../../components/index.ts'
import { MakeApiKey } from './make-api-key.tsx'
import { RevokeApiKey } from './revoke-api-key.tsx'
import { apiKeysQuery } from './use-api-keys.ts'

/** Keys by which programs ask, and what each may do. */
export function ApiKeys() {
  const { data: keys, error, isPending } = useQuery(apiKeysQuery(useClient()))
  const [making, setMaking] = useState(false)
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-[72ch] text-ink-2">
        An agent or a script asks with a key of its own, and may what the key says. No key decides: approvals,
        promotions, the release of the kill switch, rules, secrets and keys stay with you. What a key did is in the
        ledger, under its name.
      </p>
      {error && <ErrorPanel {...problemOf(error, 'No key was changed.')} />}
      {isPending && <Skeleton rows={4} />}
      {keys && <Keys keys={keys} onMake={() => setMaking(true)} />}
      {making && <MakeApiKey onClose={() => setMaking(false)} />}
    </div>
  )
}

function Keys({ keys, onMake }: { readonly keys: readonly ApiKey[]; readonly onMake: () => void }) {
  const [revoking, setRevoking] = useState<string>()
  const active = keys.filter(({ state }) => state === 'active')
  const ended = keys.filter(({ state }) => state !== 'active')
  const make = (
    <Button size="small" changes onClick={onMake}>
      Make a key…
    </Button>
  )
  return (
    <>
      <Panel title="Keys in use" flush aside={make}>
        {active.length === 0 ? (
          <EmptyState kind="first_use" title="No key is in use.">
            The command line and this console need none.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line border-t border-line">
            {active.map((key) => (
              <Row key={key.id} apiKey={key} onRevoke={() => setRevoking(key.name)} />
            ))}
          </ul>
        )}
      </Panel>
      {ended.length > 0 && (
        <Panel title="Ended keys" flush>
          <ul className="divide-y divide-line border-t border-line">
            {ended.map((key) => (
              <Ended key={key.id} apiKey={key} />
            ))}
          </ul>
        </Panel>
      )}
      {revoking !== undefined && <RevokeApiKey name={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  )
}

function Row({ apiKey: key, onRevoke }: { readonly apiKey: ApiKey; readonly onRevoke: () => void }) {
  const bounds = boundsOf(key)
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <SecretIcon className="mt-0.5 text-ink-3" />
      <div className="flex min-w-0 flex-1 basis-64 flex-col gap-1.5">
        <span className="font-mono font-strong break-all">{key.name}</span>
        <span className="flex flex-wrap gap-1">
          {key.rights.map((right) => (
            <Chip key={right}>{keyRightTexts[right].word}</Chip>
          ))}
        </span>
        {bounds.length > 0 && (
          <dl className="flex flex-wrap gap-x-3">
            {bounds.map(([what, of]) => (
              <div key={what} className="flex gap-x-1.5">
                <dt className="shrink-0 text-ink-3">{what}</dt>
                <dd className="min-w-0 break-words text-ink-2">{of.join(', ')}</dd>
              </div>
            ))}
          </dl>
        )}
        {key.refused && (
          <p className="flex items-start gap-1.5 text-warn">
            <WarningIcon className="mt-0.5 shrink-0" />
            <span>
              Refused {key.refused.count === 1 ? 'once' : `${key.refused.count} times`}, last{' '}
              <Time at={key.refused.at} reachable={false} /> for want of the right “{key.refused.right}”
            </span>
          </p>
        )}
      </div>
      <dl className="grid grid-cols-[auto_auto] gap-x-2 text-meta max-md:basis-full max-md:justify-start max-md:pl-8">
        <dt className="text-ink-3">used</dt>
        <dd className="w-28 text-ink-2">
          {key.last_used_at === null ? 'never' : <Time at={key.last_used_at} reachable={false} />}
        </dd>
        <dt className="text-ink-3">ends</dt>
        <dd className="w-28 text-ink-2">
          {key.expires_at === null ? 'when revoked' : <Time at={key.expires_at} reachable={false} />}
        </dd>
        <dt className="text-ink-3">made</dt>
        <dd className="w-28 text-ink-2">
          <Time at={key.made_at} reachable={false} />
        </dd>
      </dl>
      <span className="max-md:pl-8">
        <Button size="small" changes onClick={onRevoke}>
          Revoke…<span className="sr-only"> {key.name}</span>
        </Button>
      </span>
    </li>
  )
}

function Ended({ apiKey: { name, state, rights, revoked_at, expires_at } }: { readonly apiKey: ApiKey }) {
  const at = revoked_at ?? expires_at
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-ink-2">
      <SecretIcon className="text-ink-3" />
      <span className="min-w-0 flex-1 basis-40 font-mono break-all">{name}</span>
      <span className="text-meta text-ink-3">{rights.map((right) => keyRightTexts[right].word).join(', ')}</span>
      <span className="w-36 text-right text-meta max-sm:text-left">
        {keyStateTexts[state].word} {at !== null && <Time at={at} reachable={false} />}
      </span>
    </li>
  )
}

function boundsOf({ agent, workspaces, types, pools }: ApiKey): [string, readonly string[]][] {
  const all: [string, readonly string[] | null][] = [
    ['as', agent === null ? null : [agent]],
    ['in', workspaces],
    ['adds', types?.map(typeLabel) ?? null],
    ['pool', pools],
  ]
  return all.flatMap(([what, of]): [string, readonly string[]][] => (of === null ? [] : [[what, of]]))
}
