import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Alias, Delivery } from '#schemas'
import { formatCount } from '#schemas/format'
import { channelTexts, deliveryProblemText } from '#schemas/texts'
import { PathLink, problemOf } from '../../app/index.ts'
import {
  Button,
  CHOSEN_IN_FORCED_COLOURS,
  cx,
  ErrorPanel,
  IconButton,
  linkClass,
  Menu,
  MoreIcon,
  Panel,
  Time,
  useToast,
  WarningIcon,
} from '../../components/index.ts'
import { AliasForm } from './alias-form.tsx'
import { RemoveAlias } from './remove-alias.tsx'
import type { OutboxSearch } from './search.ts'
import { useOutboxActs } from './use-outbox.ts'
import { mannersWords, placeWords } from './words.ts'

export interface AliasListProps {
  readonly aliases: readonly Alias[]
  readonly chosen: string | undefined
  readonly search: OutboxSearch
}

/** Where news may go, one line each: choosing one narrows the deliveries to it. */
export function AliasList({ aliases, chosen, search }: AliasListProps) {
  const [editing, setEditing] = useState<Alias>()
  const [removing, setRemoving] = useState<Alias>()
  const { test } = useOutboxActs()
  const toast = useToast()
  const [refused, setRefused] = useState<Delivery>()
  const send = (name: string) =>
    test.mutate(name, {
      onSuccess: (delivery) => {
        setRefused(delivery.state === 'sent' ? undefined : delivery)
        if (delivery.state === 'sent') toast({ text: `The test arrived at ${name}.` })
      },
    })
  return (
    <Panel title="Aliases" flush>
      {test.error && <ErrorPanel className="m-4" {...problemOf(test.error, 'No delivery was lost.')} />}
      {refused && <TestRefused delivery={refused} onClose={() => setRefused(undefined)} />}
      <ul className="divide-y divide-line border-t border-line">
        {aliases.map((alias) => (
          <li
            key={alias.name}
            className={cx(
              'relative grid min-h-11 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-1.5 sm:grid-cols-[minmax(6rem,9rem)_7.5rem_minmax(0,1fr)_6.5rem_8rem]',
              alias.name === chosen ? cx('bg-selected', CHOSEN_IN_FORCED_COLOURS) : 'hover:bg-sunken',
            )}
          >
            <Link
              to="/outbox"
              search={{ ...withoutId(search), alias: alias.name }}
              data-alias={alias.name}
              data-ring="inside"
              aria-current={alias.name === chosen || undefined}
              className="min-w-0 truncate font-strong after:absolute after:inset-0"
            >
              {alias.name}
            </Link>
            <span className="truncate text-ink-2 max-sm:row-start-2">{channelTexts[alias.spec.channel]}</span>
            <span className="min-w-0 max-sm:col-span-2">
              <span className="block truncate font-mono text-meta">{placeWords(alias.spec)}</span>
              <Manners alias={alias} />
            </span>
            <span className="text-meta text-ink-3 max-sm:row-start-2">
              <Counts alias={alias} />
            </span>
            {/* Above the link, which covers the row. */}
            <span className="relative flex justify-end gap-1 max-sm:col-start-2 max-sm:row-start-1">
              <Button
                changes
                size="small"
                busy={test.isPending && test.variables === alias.name}
                onClick={() => send(alias.name)}
              >
                Send test<span className="sr-only"> to {alias.name}</span>
              </Button>
              {alias.built_in ? (
                <span className="w-7" />
              ) : (
                <Menu
                  trigger={<IconButton icon={MoreIcon} label={`Change or remove ${alias.name}`} size="small" />}
                  items={[
                    { label: 'Edit…', onSelect: () => setEditing(alias) },
                    { label: 'Remove…', danger: true, onSelect: () => setRemoving(alias) },
                  ]}
                />
              )}
            </span>
          </li>
        ))}
      </ul>
      {editing && <AliasForm alias={editing} onClose={() => setEditing(undefined)} />}
      {removing && <RemoveAlias alias={removing} onClose={() => setRemoving(undefined)} />}
    </Panel>
  )
}

function withoutId({ id: _, ...search }: OutboxSearch): OutboxSearch {
  return search
}

function TestRefused({ delivery, onClose }: { delivery: Delivery; onClose: () => void }) {
  const waits = delivery.state === 'waiting'
  return (
    <ErrorPanel
      className="m-4"
      what={waits ? `The test for ${delivery.alias} waits.` : `The test did not arrive at ${delivery.alias}.`}
      safe={waits ? undefined : 'It is not tried again, and holds up nothing else.'}
      todo={waits ? 'It is sent when nothing holds it any more.' : todoWords(delivery)}
      code={delivery.problem ?? delivery.wait ?? delivery.state}
      action={
        <Button size="small" onClick={onClose}>
          Close
        </Button>
      }
    />
  )
}

function todoWords(delivery: Delivery): string {
  const words = deliveryProblemText(delivery)
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}. Mend that, then send a test again.`
}

function Manners({ alias: { spec, problem } }: { alias: Alias }) {
  const words = [spec.paused ? 'paused' : '', mannersWords(spec), spec.note].filter((part) => part !== '').join(' · ')
  return (
    <>
      {problem !== null && 'secret' in spec && (
        <span className="flex items-center gap-1.5 text-warn">
          <WarningIcon size={14} />
          <span>
            {problem === 'secret_missing' ? `The secret ${spec.secret} is not kept.` : 'The secrets are locked.'}{' '}
            <PathLink to="/settings/secrets" className={cx(linkClass, 'relative')}>
              Secrets
            </PathLink>
          </span>
        </span>
      )}
      {words !== '' && <span className="block truncate text-meta text-ink-3">{words}</span>}
    </>
  )
}

function Counts({ alias: { waiting, dead, last_sent_at } }: { alias: Alias }) {
  if (waiting > 0 || dead > 0)
    return (
      <>
        {waiting > 0 && <span className="block">{formatCount(waiting)} waiting</span>}
        {dead > 0 && <span className="block text-bad">{formatCount(dead)} given up</span>}
      </>
    )
  if (last_sent_at === null) return <>never used</>
  return (
    <>
      last <Time at={last_sent_at} reachable={false} />
    </>
  )
}
