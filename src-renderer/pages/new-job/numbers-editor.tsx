import { useState } from 'react'
import { type ControlLink, TextInput } from '../../components/index.ts'
import { readWholeNumber } from './draft.ts'

interface NumbersEditorProps {
  readonly control: ControlLink
  readonly value: unknown
  readonly onChange: (numbers: readonly (number | string)[]) => void
}

/** Whole numbers, parted by commas or spaces. What is none stays as it was typed, so that the check can name it. */
export function NumbersEditor({ control, value, onChange }: NumbersEditorProps) {
  const given = Array.isArray(value) ? value.map(String) : []
  const [typed, setTyped] = useState(given.join(', '))
  const shown = numbersIn(typed).map(String).join() === given.join() ? typed : given.join(', ')
  return (
    <TextInput
      {...control}
      mono
      value={shown}
      placeholder="0"
      onChange={(event) => {
        setTyped(event.target.value)
        onChange(numbersIn(event.target.value))
      }}
      className="max-w-40"
    />
  )
}

function numbersIn(text: string): (number | string)[] {
  return text.split(/[\s,]+/).flatMap((part) => readWholeNumber(part) ?? [])
}
