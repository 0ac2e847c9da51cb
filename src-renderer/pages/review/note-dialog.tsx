import { useState } from 'react'
import { MAX_REVIEW_NOTE } from '#schemas'
import { Button, Dialog, Field, TextArea, useNoContact } from '../../components/index.ts'

interface NoteDialogProps {
  readonly before: string | null
  readonly onSave: (note: string) => void
  readonly onClose: () => void
}

/** A remark beside an artifact, without a decision. */
export function NoteDialog({ before, onSave, onClose }: NoteDialogProps) {
  const [text, setText] = useState(before ?? '')
  const noContact = useNoContact()
  const save = () => {
    if (text.trim() === '' || noContact) return
    onSave(text.trim())
    onClose()
  }
  return (
    <Dialog
      title="Add a note"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Leave it without</Button>
          <Button look="primary" changes busy={text.trim() === ''} onClick={save}>
            Add note
          </Button>
        </>
      }
    >
      <Field label="Note" description="Kept in the evidence with your decision, at most 500 characters.">
        {(control) => (
          <TextArea
            {...control}
            data-autofocus
            maxLength={MAX_REVIEW_NOTE}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
            }}
          />
        )}
      </Field>
    </Dialog>
  )
}
