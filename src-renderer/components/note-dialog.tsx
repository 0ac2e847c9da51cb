import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Field, TextArea } from './field.tsx'
import { useNoContact } from './no-contact.ts'

export interface NoteDialogProps {
  readonly title: string
  readonly description: ReactNode
  /** What is kept when nothing is written: `Leave it open`. */
  readonly leave: string
  readonly save: string
  readonly before?: string
  /** Longest note, in UTF-16 units. */
  readonly most: number
  readonly onSave: (note: string) => void
  readonly onClose: () => void
}

/** Words about something, in a box of several lines; Ctrl or Cmd with Enter saves. */
export function NoteDialog({ title, description, leave, save, before = '', most, onSave, onClose }: NoteDialogProps) {
  const [text, setText] = useState(before)
  const noContact = useNoContact()
  const done = () => {
    if (text.trim() === '' || noContact) return
    onSave(text.trim())
    onClose()
  }
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{leave}</Button>
          <Button look="primary" changes busy={text.trim() === ''} onClick={done}>
            {save}
          </Button>
        </>
      }
    >
      <Field label="Note" description={description}>
        {(control) => (
          <TextArea
            {...control}
            data-autofocus
            maxLength={most}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) done()
            }}
          />
        )}
      </Field>
    </Dialog>
  )
}
