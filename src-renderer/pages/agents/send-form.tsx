import { useState } from 'react'
import { type Agent, MESSAGE_KINDS, type MessageKind, messageInputSchema } from '#schemas'
import { FormDialog } from '../../app/index.ts'
import { Checkbox, Field, Select, TextArea, TextInput, useToast } from '../../components/index.ts'
import { useAgentActs } from './use-agents.ts'

const EVERYONE = '*'

/** Says something to an agent, or to all. */
export function SendForm({
  agents,
  to,
  onClose,
}: {
  agents: readonly Agent[]
  to: string | undefined
  onClose: () => void
}) {
  const { send } = useAgentActs()
  const toast = useToast()
  const first = agents.some(({ name }) => name === to) ? to : agents[0]?.name
  const [agent, setAgent] = useState(first ?? EVERYONE)
  const [kind, setKind] = useState<MessageKind>('text')
  const [subject, setSubject] = useState('')
  const [body, setBody] = useState('')
  const [ack, setAck] = useState(false)
  const message = messageInputSchema.safeParse({
    from: 'operator',
    to: agent === EVERYONE ? { everyone: true } : { agent },
    kind,
    subject: subject.trim(),
    body,
    ack_required: ack,
  })

  function act(): void {
    if (!message.success) return
    send.mutate(message.data, {
      onSuccess: ({ messages }) => {
        toast({ text: messages.length === 1 ? `Sent to ${messages[0]?.to ?? ''}.` : `Sent to ${messages.length}.` })
        onClose()
      },
    })
  }

  return (
    <FormDialog
      title="Send a message"
      leave="Send none"
      save="Send message"
      acting={send}
      still="Nothing was sent."
      ready={message.success}
      onSave={act}
      onClose={onClose}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="To">
          {(control) => (
            <Select
              {...control}
              value={agent}
              onChange={setAgent}
              options={[
                ...agents.map(({ name }) => ({ value: name, label: name })),
                { value: EVERYONE, label: 'every agent' },
              ]}
            />
          )}
        </Field>
        <Field label="Kind" description="The binding ones come first.">
          {(control) => (
            <Select
              {...control}
              value={kind}
              onChange={setKind}
              options={MESSAGE_KINDS.filter((each) => each !== 'spawn').map((value) => ({ value, label: value }))}
            />
          )}
        </Field>
      </div>
      <Field label="Subject" optional>
        {(control) => <TextInput {...control} value={subject} onChange={(event) => setSubject(event.target.value)} />}
      </Field>
      <Field label="Text">
        {(control) => (
          <TextArea
            {...control}
            data-autofocus
            className="min-h-24"
            value={body}
            onChange={(event) => setBody(event.target.value)}
          />
        )}
      </Field>
      <Checkbox checked={ack} onChange={setAck} label="Wants to be acknowledged" />
    </FormDialog>
  )
}
