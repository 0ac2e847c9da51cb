import { InCode } from '../../components/index.ts'
import { CommandLine } from './command-line.tsx'
import type { EditorProps } from './editor-props.ts'
import type { CommandField } from './field.ts'
import { problemsOf } from './problems.ts'

/** One command: the line as one types it, and the arguments it is split into. */
export function CommandEditor({ field, value, onChange, problems }: EditorProps<CommandField>) {
  return (
    <div className="flex flex-col gap-1">
      {/* The line has this as its name. */}
      <p aria-hidden="true" className="font-strong">
        {field.title}
      </p>
      <CommandLine
        label={field.title}
        argv={Array.isArray(value) ? value.map(String) : ['']}
        problems={problemsOf(problems, field)}
        onChange={onChange}
      />
      <p className="max-w-[72ch] text-meta text-ink-3">
        <InCode text={field.description} />
      </p>
    </div>
  )
}
