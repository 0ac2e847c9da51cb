import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Agent, agentNameSchema, agentSpecSchema } from '#schemas'
import { FormDialog, useClient } from '../../app/index.ts'
import { Field, Select, TextInput, useToast } from '../../components/index.ts'
import { aliasesQuery } from '../outbox/use-outbox.ts'
import { useAgentActs } from './use-agents.ts'

const NOBODY = ''

/** Registers an agent, or changes what one offers. */
export function AgentForm({ agent, onClose }: { agent?: Agent; onClose: () => void }) {
  const { set } = useAgentActs()
  const aliases = useQuery(aliasesQuery(useClient())).data ?? []
  const toast = useToast()
  const [name, setName] = useState(agent?.name ?? '')
  const [offers, setOffers] = useState(agent?.capabilities.join(' ') ?? '')
  const [note, setNote] = useState(agent?.note ?? '')
  const [alias, setAlias] = useState(agent?.deliver_to ?? NOBODY)
  const [sent, setSent] = useState(false)
  const spec = agentSpecSchema.safeParse({
    note: note.trim(),
    capabilities: offers.split(/[\s,]+/).filter((word) => word !== ''),
    deliver_to: alias === NOBODY ? null : alias,
  })
  const wrong = new Set(spec.error?.issues.map(({ path }) => String(path[0])))
  const goodName = agent !== undefined || agentNameSchema.safeParse(name).success

  function send(): void {
    setSent(true)
    if (!spec.success || !goodName) return
    set.mutate(
      { name, spec: spec.data },
      {
        onSuccess: () => {
          toast({ text: agent === undefined ? `${name} is registered.` : `${name} is changed.` })
          onClose()
        },
      },
    )
  }

  return (
    <FormDialog
      title={agent === undefined ? 'Register an agent' : `Change ${agent.name}`}
      leave={agent === undefined ? 'Register none' : 'Leave it as it is'}
      save={agent === undefined ? 'Register agent' : 'Change'}
      acting={set}
      onSave={send}
      onClose={onClose}
    >
      {agent === undefined && (
        <Field
          label="Name"
          error={sent && !goodName ? '1 to 63 of a-z 0-9 . _ -; not operator, core or all.' : undefined}
        >
          {(control) => (
            <TextInput
              {...control}
              data-autofocus
              mono
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field
        label="Offers"
        optional
        description="Words that messages are routed by, apart by blanks; * is everything."
        error={sent && wrong.has('capabilities') ? 'Each is of a-z 0-9 . _ : -.' : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            mono
            placeholder="code review docs"
            value={offers}
            onChange={(event) => setOffers(event.target.value)}
          />
        )}
      </Field>
      <Field label="Tell" description="An alias that is told that a message came, without what it says.">
        {(control) => (
          <Select
            {...control}
            value={alias}
            onChange={setAlias}
            options={[
              { value: NOBODY, label: 'nobody' },
              ...aliases.map((each) => ({ value: each.name, label: each.name })),
            ]}
          />
        )}
      </Field>
      <Field label="Note" optional error={sent && wrong.has('note') ? 'At most 500 characters.' : undefined}>
        {(control) => <TextInput {...control} value={note} onChange={(event) => setNote(event.target.value)} />}
      </Field>
    </FormDialog>
  )
}
