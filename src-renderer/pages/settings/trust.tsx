import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { TrustProvider, TrustProviders } from '#schemas'
import { problemOf, trustProvidersQuery, useClient } from '../../app/index.ts'
import {
  Button,
  ClockIcon,
  CopyButton,
  cx,
  EmptyState,
  ErrorPanel,
  FailedIcon,
  type Icon,
  Panel,
  RetryIcon,
  Skeleton,
  SucceededIcon,
  Time,
  toneText,
} from '../../components/index.ts'

/** Who is asked before runs start: code of the operator's, kept apart from Interlock, and keys for proofs. */
export function Trust() {
  const client = useClient()
  const cache = useQueryClient()
  const query = trustProvidersQuery(client)
  const { data: found, error, isPending } = useQuery(query)
  const reload = useMutation({
    mutationFn: () => client.trust.reload(),
    onSuccess: (fresh) => cache.setQueryData(query.queryKey, fresh),
  })
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-[72ch] text-ink-2">
        A job can ask that its runs start only when somebody vouches for it. Who is asked lies as files in a folder that
        only you can write; each runs in a process of its own. What cannot be asked lets nothing through.
      </p>
      {error && <ErrorPanel {...problemOf(error, 'Nothing was changed.')} />}
      {reload.isError && <ErrorPanel {...problemOf(reload.error, 'Providers are as they were.')} />}
      {isPending && <Skeleton rows={4} />}
      {found && (
        <>
          <Panel
            title="Providers"
            flush
            aside={
              <Button size="small" icon={RetryIcon} busy={reload.isPending} onClick={() => reload.mutate()}>
                Try all anew
              </Button>
            }
          >
            <Providers found={found} />
          </Panel>
          {found.keys.length > 0 && (
            <Panel title="Keys for proofs" flush>
              <Keys keys={found.keys} />
            </Panel>
          )}
        </>
      )}
    </div>
  )
}

function Providers({ found: { folder, problem, providers } }: { readonly found: TrustProviders }) {
  return (
    <>
      <p className="flex items-center gap-1 border-t border-line px-4 py-1.5 text-ink-2">
        <span className="font-mono text-meta leading-5 break-all">{folder}</span>
        <CopyButton text={folder} label="Copy the path" />
      </p>
      {problem !== null && (
        <p className="border-t border-line px-4 py-2">
          <Sign icon={FailedIcon} tone="bad" words="Nothing of it is used" />
          <span className="mt-1 block text-ink-2">{problem}</span>
        </p>
      )}
      {providers.length === 0 && problem === null && (
        <EmptyState kind="first_use" title="There is no trust provider.">
          Jobs that name none need none.
        </EmptyState>
      )}
      <ul className="divide-y divide-line border-t border-line">
        {providers.map((provider) => (
          <Provider key={provider.name} provider={provider} />
        ))}
      </ul>
    </>
  )
}

function Provider({ provider }: { readonly provider: TrustProvider }) {
  const { name, type, state, hosts, confined, problem, failed_at, sha256 } = provider
  const { icon, tone, words } = standings[state]
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
      <span className="min-w-0 flex-1 basis-40 font-mono break-all">{name}</span>
      <span className="w-28 text-ink-2">{type ?? 'type not known'}</span>
      <span className="flex w-44">
        <Sign icon={icon} tone={tone} words={words} />
      </span>
      <span className="w-full text-meta text-ink-3">
        {[
          sha256 === null ? '' : `code ${sha256.slice(0, 16)}`,
          confined === null ? '' : `kept apart by ${confined}`,
          hosts.length === 0 ? 'no network' : `may reach ${hosts.join(', ')}`,
        ]
          .filter((fact) => fact !== '')
          .join(' · ')}
      </span>
      {problem !== null && (
        <span className="w-full text-ink-2">
          {failed_at !== null && (
            <>
              Failed <Time at={failed_at} reachable={false} />:{' '}
            </>
          )}
          {problem}
        </span>
      )}
    </li>
  )
}

const standings: Record<TrustProvider['state'], { icon: Icon; tone: keyof typeof toneText; words: string }> = {
  ready: { icon: ClockIcon, tone: 'neutral', words: 'Starts when needed' },
  loaded: { icon: SucceededIcon, tone: 'good', words: 'Loaded' },
  waiting: { icon: RetryIcon, tone: 'warn', words: 'Starts again later' },
  refused: { icon: FailedIcon, tone: 'bad', words: 'Refused' },
}

function Keys({ keys }: { readonly keys: TrustProviders['keys'] }) {
  return (
    <ul className="divide-y divide-line border-t border-line">
      {keys.map(({ name, kind, algorithms, problem }) => (
        <li key={name} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
          <span className="min-w-0 flex-1 basis-40 font-mono break-all">{name}</span>
          <span className="w-28 text-ink-2">{kind === null ? '' : `from a ${kind}`}</span>
          <span className="flex w-44">
            {problem === null ? algorithms.join(', ') : <Sign icon={FailedIcon} tone="bad" words="Cannot be used" />}
          </span>
          {problem !== null && <span className="w-full text-ink-2">{problem}</span>}
        </li>
      ))}
    </ul>
  )
}

function Sign({
  icon: Shown,
  tone,
  words,
}: {
  readonly icon: Icon
  readonly tone: keyof typeof toneText
  readonly words: string
}) {
  return (
    <span className={cx('inline-flex items-center gap-1.5 whitespace-nowrap', toneText[tone].text)}>
      <Shown size={14} />
      {words}
    </span>
  )
}
