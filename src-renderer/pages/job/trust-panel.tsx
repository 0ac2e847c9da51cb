import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Run, RunTrust, TrustFacts } from '#schemas'
import {
  authorizationTexts,
  cleanupTexts,
  denialTexts,
  gateTexts,
  proofResultTexts,
  trustDecisionTexts,
} from '#schemas/texts'
import { jobTrustQuery, problemOf, useClient } from '../../app/index.ts'
import {
  AskIcon,
  CancelledIcon,
  cx,
  ErrorPanel,
  FailedIcon,
  type Icon,
  LostIcon,
  Panel,
  Skeleton,
  Spelt,
  SucceededIcon,
  toneText,
} from '../../components/index.ts'

/** What the gates of each run found, the newest run first. */
export function TrustPanel({ job, runs }: { readonly job: string; readonly runs: readonly Run[] }) {
  const { data: found, error } = useQuery(jobTrustQuery(useClient(), job))
  return (
    <Panel title="Trust">
      {error && <ErrorPanel {...problemOf(error, 'The job itself is not touched by this.')} />}
      {found === undefined && !error && <Skeleton rows={3} />}
      {found?.length === 0 && <p className="text-ink-2">Its gates are asked when it first runs.</p>}
      <div className="flex flex-col gap-4">
        {found?.toReversed().map((each) => (
          <RunGates key={each.run} trust={each} number={runs.find(({ id }) => id === each.run)?.number} />
        ))}
      </div>
    </Panel>
  )
}

function RunGates({
  trust: { facts, sha256, intact, cleanup },
  number,
}: {
  readonly trust: RunTrust
  readonly number: number | undefined
}) {
  if (facts === null)
    return (
      <p>
        <Mark icon={LostIcon} tone="bad">
          What its gates found cannot be read any more.
        </Mark>
      </p>
    )
  const { identity, credentials, gate, providers } = facts
  const { word, tone } = gateTexts[gate.decision]
  const rows: (readonly [string, ReactNode])[] = [
    [
      'Gates',
      <Mark key="gates" icon={gateIcons[gate.decision]} tone={tone}>
        {gate.code === null ? word : denialTexts[gate.code]}
      </Mark>,
    ],
    ...(gate.message === null ? [] : [['', <Spelt key="why" text={gate.message} />] as const]),
    ['Identity', identity === null ? 'none' : identityWords(identity)],
    ['Trust', withReason(trustDecisionTexts[facts.trust.decision], facts.trust.reason)],
    ['Proof', withReason(proofResultTexts[facts.proof.result], facts.proof.reason)],
    ['Authorization', withReason(authorizationTexts[facts.authorization.decision], facts.authorization.reason)],
    ['Credentials', credentials === null ? 'none' : `${credentials.names.join(', ')}. ${cleanupTexts[cleanup]}.`],
    ...(providers.length === 0 ? [] : [['Asked', providers.map(({ name }) => name).join(', ')] as const]),
    [
      'Evidence',
      sha256 === null ? (
        'sealed when the run ends'
      ) : intact ? (
        <span key="sum" className="font-mono text-meta leading-5 break-all">
          {sha256}
        </span>
      ) : (
        <Mark key="sum" icon={FailedIcon} tone="bad">
          It is not what was sealed.
        </Mark>
      ),
    ],
  ]
  return (
    <section aria-label={number === undefined ? 'A run' : `Run ${number}`}>
      <h3 className="mb-1.5 font-strong">{number === undefined ? 'A run' : `Run ${number}`}</h3>
      <dl className="grid grid-cols-[10rem_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        {rows.map(([name, fact], at) => (
          <div key={`${name}${at}`} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd className="min-w-0 break-words">{fact}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

const gateIcons: Record<TrustFacts['gate']['decision'], Icon> = {
  admitted: SucceededIcon,
  denied: FailedIcon,
  escalated: AskIcon,
  stopped: CancelledIcon,
}

function Mark({
  icon: Sign,
  tone,
  children,
}: {
  readonly icon: Icon
  readonly tone: keyof typeof toneText
  readonly children: ReactNode
}) {
  return (
    <span className={cx('inline-flex items-center gap-1.5', toneText[tone].text)}>
      <Sign size={14} />
      {children}
    </span>
  )
}

const vouchers = {
  nobody: 'nobody vouches for it',
  provider: 'its provider vouches for it',
  proof: 'its proof vouches for it',
  parent: 'as the job before it',
} as const

function identityWords({ principal, level, vouched_by }: NonNullable<TrustFacts['identity']>): string {
  return `${principal}, ${level === null ? 'trusted as nothing' : `trusted as ${level}`}; ${vouchers[vouched_by]}`
}

function withReason(word: string, reason: string | null): string {
  return reason === null ? word : `${word}: ${reason}`
}
