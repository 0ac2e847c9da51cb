import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type Alias, CHANNELS, type Channel, secretMove } from '#schemas'
import { channelTexts } from '#schemas/texts'
import { FormDialog } from '../../app/index.ts'
import { Checkbox, Field, SecretAgain, Select, TextInput, useToast } from '../../components/index.ts'
import { type AliasDraft, draftOf, newDraft, readDraft } from './alias-draft.ts'
import { Manners, Place } from './alias-parts.tsx'
import { useOutboxActs } from './use-outbox.ts'

/** Makes an alias, or changes the one that is given. */
export function AliasForm({ alias, onClose }: { alias?: Alias; onClose: () => void }) {
  const { set } = useOutboxActs()
  const navigate = useNavigate()
  const toast = useToast()
  const [draft, setDraft] = useState(() => (alias === undefined ? newDraft(ownZone()) : draftOf(alias)))
  const [sent, setSent] = useState(false)
  const put = (change: Partial<AliasDraft>) => setDraft((now) => ({ ...now, ...change }))
  const { spec, wrong } = readDraft(draft, alias?.spec)
  const [again, setAgain] = useState('')
  const move = alias && spec && secretMove(alias.spec, spec)
  const agreed = move === undefined || again === move.to
  const bad = (name: string, words: string) => (sent && wrong.has(name) ? words : undefined)

  function send(): void {
    setSent(true)
    if (spec === undefined || wrong.size > 0) return
    set.mutate(
      { name: draft.name, spec, revision: alias?.revision ?? 0, ...(move && { secret_again: move.secret }) },
      {
        onSuccess: ({ name }) => {
          toast({ text: alias === undefined ? `${name} is added. Send a test to try it.` : `${name} is changed.` })
          void navigate({ to: '/outbox', search: {} })
          onClose()
        },
      },
    )
  }

  return (
    <FormDialog
      title={alias === undefined ? 'Add an alias' : `Change ${alias.name}`}
      leave={alias === undefined ? 'Add none' : 'Leave it as it is'}
      save={alias === undefined ? 'Add alias' : 'Change'}
      acting={set}
      ready={agreed}
      onSave={send}
      onClose={onClose}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Name"
          error={bad('name', 'A name is 1 to 63 of a-z 0-9 . _ -, and begins with a letter or digit.')}
        >
          {(control) => (
            <TextInput
              {...control}
              data-autofocus
              mono
              readOnly={alias !== undefined}
              value={draft.name}
              onChange={(event) => put({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Channel">
          {(control) => (
            <Select
              {...control}
              value={draft.channel}
              onChange={(channel: Channel) => put({ channel })}
              options={CHANNELS.map((value) => ({ value, label: channelTexts[value] }))}
            />
          )}
        </Field>
      </div>
      <Place draft={draft} put={put} bad={bad} />
      {move && <SecretAgain move={move} checked={again === move.to} onChange={(yes) => setAgain(yes ? move.to : '')} />}
      <Manners draft={draft} put={put} bad={bad} />
      <Field label="Note" optional error={bad('note', 'At most 500 characters.')}>
        {(control) => (
          <TextInput {...control} value={draft.note} onChange={(event) => put({ note: event.target.value })} />
        )}
      </Field>
      <Checkbox checked={draft.paused} onChange={(paused) => put({ paused })} label="Paused: what comes waits" />
    </FormDialog>
  )
}

function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}
