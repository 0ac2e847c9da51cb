import { useId } from 'react'
import { InCode } from '../../components/index.ts'
import { CommandLine } from './command-line.tsx'
import type { EditorProps } from './editor-props.ts'
import type { CommandField } from './fields.ts'
import { problemsOf } from './problems.ts'

/** One command: the line as one types it, and the arguments it is split into. */
export function CommandEditor({ field, value, onChange, problems }: EditorProps<CommandField>) {
  const heading = useId()
  return (
    <section aria-labelledby={heading} className="flex flex-col gap-1">
      <h3 id={heading} className="font-strong">
        {field.title}
      </h3>
      <CommandLine
        label={field.title}
        argv={Array.isArray(value) ? value.map(String) : ['']}
        problems={problemsOf(problems, field)}
        onChange={onChange}
      />
      <p className="max-w-[72ch] text-meta text-ink-3">
        <InCode text={field.description} />
      </p>
    </section>
  )
}
