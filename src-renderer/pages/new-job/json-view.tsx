import { useState } from 'react'
import { Field, TextArea } from '../../components/index.ts'
import { type Draft, draftText, readDraftText } from './draft.ts'

interface JsonViewProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  /** Whether the text is no job at all just now, so that it cannot be sent. */
  readonly onUnreadable: (unreadable: boolean) => void
  /** What it is the text of. */
  readonly thing?: 'job' | 'schedule'
}

/** Exactly what will be sent, as text. Form and text are two views of one value. */
export function JsonView({ draft, onChange, onUnreadable, thing = 'job' }: JsonViewProps) {
  const [text, setText] = useState(() => draftText(draft))
  const read = readDraftText(text, thing)
  return (
    <Field
      label={`${thing === 'job' ? 'Job' : 'Schedule'} as JSON`}
      description="Exactly this is sent. Changes show in the form, and those of the form here."
      error={read.ok ? undefined : read.problem}
    >
      {(control) => (
        <TextArea
          {...control}
          mono
          rows={24}
          wrap="off"
          value={text}
          onChange={(event) => {
            const typed = event.target.value
            setText(typed)
            const next = readDraftText(typed, thing)
            onUnreadable(!next.ok)
            if (next.ok) onChange(next.draft)
          }}
          className="min-h-96 overflow-x-auto"
        />
      )}
    </Field>
  )
}
