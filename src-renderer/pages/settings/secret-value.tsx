import { useState } from 'react'
import { secretNameSchema, secretValueSchema } from '#schemas'
import { FormDialog, problemOf } from '../../app/index.ts'
import { Button, ErrorPanel, Field, TextInput, type TextInputProps, useToast } from '../../components/index.ts'
import { useSecretActs } from './use-secret-acts.ts'

const NAME_RULE = 'A name is letters, digits and _, as of an environment variable that Interlock does not set itself.'
const VALUE_RULE = 'A value is one line of 6 to 16,384 characters, without blanks at its ends.'

/** Keeps a value under a new name. */
export function KeepSecret({ locked }: { locked: boolean }) {
  const { set } = useSecretActs()
  const toast = useToast()
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const goodName = secretNameSchema.safeParse(name.trim()).success
  const goodValue = secretValueSchema.safeParse(value).success
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (locked || !goodName || !goodValue) return
        set.mutate(
          { name: name.trim(), value },
          {
            onSuccess: () => {
              toast({ text: `${name.trim()} is kept.` })
              setName('')
              setValue('')
              set.reset()
            },
          },
        )
      }}
      className="flex flex-col gap-3"
    >
      <div className="flex flex-wrap items-start gap-3">
        <Field
          label="Name"
          description="Commands find it as this variable."
          error={name.trim() === '' || goodName ? undefined : NAME_RULE}
          className="min-w-60 flex-1"
        >
          {(control) => (
            <TextInput
              {...control}
              mono
              disabled={locked}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Value"
          description="It is sealed at once and never shown again."
          error={value === '' || goodValue ? undefined : VALUE_RULE}
          className="min-w-60 flex-1"
        >
          {(control) => <ValueInput {...control} disabled={locked} value={value} onValue={setValue} />}
        </Field>
        <Button type="submit" busy={set.isPending} disabled={locked || !goodName || !goodValue} className="mt-6">
          Keep
        </Button>
      </div>
      {locked && <p className="text-ink-3">Unlock the secrets first.</p>}
      {set.isError && <ErrorPanel {...problemOf(set.error, 'Nothing was kept.')} />}
    </form>
  )
}

/** Puts another value in the place of the one that is kept. */
export function ReplaceSecret({ name, onClose }: { name: string; onClose: () => void }) {
  const { set } = useSecretActs()
  const toast = useToast()
  const [value, setValue] = useState('')
  const good = secretValueSchema.safeParse(value).success
  function save(): void {
    set.mutate(
      { name, value },
      {
        onSuccess: () => {
          toast({ text: `${name} has another value.` })
          onClose()
        },
      },
    )
  }

  return (
    <FormDialog
      title={`Replace ${name}?`}
      leave="Keep the old one"
      save="Replace"
      acting={set}
      still="The old value is still kept."
      ready={good}
      onSave={save}
      onClose={onClose}
    >
      <Field
        label="New value"
        description="Runs that have begun go on with the old one."
        error={value === '' || good ? undefined : VALUE_RULE}
      >
        {(control) => <ValueInput {...control} data-autofocus value={value} onValue={setValue} />}
      </Field>
    </FormDialog>
  )
}

type ValueProps = Omit<TextInputProps, 'value' | 'onChange'> & {
  value: string
  onValue: (value: string) => void
}

/** What is typed is not shown, and no browser keeps it. */
function ValueInput({ value, onValue, ...rest }: ValueProps) {
  return (
    <TextInput
      {...rest}
      mono
      type="password"
      autoComplete="new-password"
      value={value}
      onChange={(event) => onValue(event.target.value)}
    />
  )
}
