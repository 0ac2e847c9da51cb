import { useState } from 'react'
import { type ControlLink, TextArea } from '../../components/index.ts'

interface TextsEditorProps {
  readonly control: ControlLink
  readonly values: readonly string[]
  readonly example: string
  readonly onChange: (values: string[]) => void
}

/** A list of texts, one per line. Empty lines stand for nothing, so that one may leave a line open while typing. */
export function TextsEditor({ control, values, example, onChange }: TextsEditorProps) {
  const [typed, setTyped] = useState(values.join('\n'))
  const shown = sameTexts(linesOf(typed), values) ? typed : values.join('\n')
  if (values.some((value) => value.includes('\n')))
    return <p className="text-ink-2">One of these holds a line break; edit them in the JSON view.</p>
  return (
    <TextArea
      {...control}
      mono
      rows={Math.max(2, Math.min(12, values.length + 1))}
      value={shown}
      placeholder={example}
      onChange={(event) => {
        setTyped(event.target.value)
        onChange(linesOf(event.target.value))
      }}
    />
  )
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}

export function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, at) => each === b[at])
}
