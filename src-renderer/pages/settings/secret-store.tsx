import { type FormEvent, useState } from 'react'
import type { Secrets } from '#schemas'
import { keeperTexts } from '#schemas/texts'
import { problemOf } from '../../app/index.ts'
import {
  Button,
  CopyButton,
  ErrorPanel,
  Field,
  LockedIcon,
  OpenLockIcon,
  Panel,
  TextInput,
  useToast,
} from '../../components/index.ts'
import { Facts } from './facts.tsx'
import { OpenAlso } from './open-also.tsx'
import { useSecretActs } from './use-secret-acts.ts'

/** Where the values lie, what they open with, and whether they are open. */
export function SecretStore({ secrets }: { secrets: Secrets }) {
  const { lock } = useSecretActs()
  const [adding, setAdding] = useState(false)
  const { state, exists, keepers, file, problem } = secrets
  const open = state === 'open'
  return (
    <Panel
      title="Where they are kept"
      aside={
        open &&
        exists && (
          <>
            <Button size="small" onClick={() => setAdding(true)}>
              Open also with…
            </Button>
            <Button size="small" icon={LockedIcon} busy={lock.isPending} onClick={() => lock.mutate()}>
              Lock
            </Button>
          </>
        )
      }
    >
      <Facts
        facts={[
          ['State', <State key="state" secrets={secrets} />],
          ['Opens with', opensWith(secrets)],
          ...(exists
            ? ([
                [
                  'File',
                  <span key="file" className="inline-flex items-start gap-1">
                    <span className="font-mono text-meta leading-5 break-all">{file}</span>
                    <CopyButton text={file} label="Copy the path" />
                  </span>,
                ],
              ] as const)
            : []),
        ]}
      />
      {adding && <OpenAlso secrets={secrets} onClose={() => setAdding(false)} />}
      {lock.isError && <ErrorPanel className="mt-3" {...problemOf(lock.error, 'The secrets are still open.')} />}
      {problem !== null && (
        <div className="mt-4 border-t border-line pt-4">
          <p className="max-w-[72ch]">{problem.message}</p>
          {!(exists ? keepers.includes('passphrase') : keepers.length === 0) && (
            <p className="mt-1 max-w-[72ch] text-ink-2">{problem.remedy.replaceAll('`', '')}</p>
          )}
          <Unlock secrets={secrets} />
        </div>
      )}
    </Panel>
  )
}

function State({ secrets: { state, exists } }: { secrets: Secrets }) {
  if (!exists && state === 'locked') return <span className="text-ink-2">Not set up yet</span>
  if (state === 'locked')
    return (
      <span className="flex h-5 items-center gap-1.5 text-warn">
        <LockedIcon />
        Locked: jobs that need a secret wait
      </span>
    )
  return (
    <span className="flex h-5 items-center gap-1.5 text-good">
      <OpenLockIcon />
      {exists ? 'Open' : 'Ready for the first one'}
    </span>
  )
}

function opensWith({ exists, keepers }: Secrets): string {
  if (keepers.length === 0) return 'a passphrase, which you choose below'
  const words = keepers.map((keeper) => keeperTexts[keeper]).join(' or ')
  return exists ? words : `${words}, once there is one`
}

/** Opens the store, or makes it for a passphrase that is typed twice. */
function Unlock({ secrets: { exists, keepers } }: { secrets: Secrets }) {
  const { unlock } = useSecretActs()
  const toast = useToast()
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const typed = exists ? keepers.includes('passphrase') : keepers.length === 0
  const differs = !exists && again !== '' && again !== passphrase
  const ready = !typed || (passphrase.length >= 8 && (exists || again === passphrase))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!ready) return
    unlock.mutate(typed ? { passphrase } : {}, {
      onSuccess: () => {
        setPassphrase('')
        setAgain('')
        unlock.reset()
        toast({ text: exists ? 'The secrets are open.' : 'The store is made and open.' })
      },
    })
  }
  return (
    <form onSubmit={submit} className="mt-3">
      <div className="flex flex-wrap items-start gap-3">
        {typed && (
          <Field
            label={exists ? 'Passphrase' : 'Choose a passphrase'}
            description={
              exists ? undefined : 'At least 8 characters. Without it the values are lost; nobody can reset it.'
            }
            className="min-w-48 flex-1"
          >
            {(control) => (
              <TextInput
                {...control}
                type="password"
                autoComplete={exists ? 'current-password' : 'new-password'}
                value={passphrase}
                onChange={(event) => setPassphrase(event.target.value)}
              />
            )}
          </Field>
        )}
        {typed && !exists && (
          <Field
            label="Once more"
            error={differs ? 'This is not the same yet.' : undefined}
            className="min-w-48 flex-1"
          >
            {(control) => (
              <TextInput
                {...control}
                type="password"
                autoComplete="new-password"
                value={again}
                onChange={(event) => setAgain(event.target.value)}
              />
            )}
          </Field>
        )}
        <Button type="submit" busy={unlock.isPending} disabled={!ready} className={typed ? 'mt-6' : ''}>
          {unlock.isPending ? 'Opening…' : exists || !typed ? 'Unlock' : 'Make the store'}
        </Button>
      </div>
      {unlock.isError && <ErrorPanel className="mt-3" {...problemOf(unlock.error, 'The secrets are still locked.')} />}
    </form>
  )
}
