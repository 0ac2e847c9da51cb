import { useState } from 'react'
import { Button, Dialog, Field, TextInput, useNoContact } from '../../components/index.ts'

interface ViewNameDialogProps {
  readonly title: string
  readonly name: string
  readonly onName: (name: string) => void
  readonly onClose: () => void
}

const MOST = 80

/** Asks what a view is called. */
export function ViewNameDialog({ title, name, onName, onClose }: ViewNameDialogProps) {
  const [text, setText] = useState(name)
  const given = text.trim()
  const noContact = useNoContact()
  const error = given.length > MOST ? `A name must have 1 to ${MOST} characters; you gave ${given.length}.` : undefined
  const done = () => {
    if (given === '' || error !== undefined || noContact) return
    onName(given)
    onClose()
  }
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Leave it as it is</Button>
          <Button look="primary" changes disabled={given === '' || error !== undefined} onClick={done}>
            {title}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          done()
        }}
      >
        <Field
          label="Name"
          error={error}
          description="Filter, order and columns are kept in the core, for every window."
        >
          {(control) => (
            <TextInput {...control} data-autofocus value={text} onChange={(event) => setText(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
