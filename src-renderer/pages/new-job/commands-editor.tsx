import { useId } from 'react'
import type { InputProblem } from '#schemas'
import { Button, PlusIcon } from '../../components/index.ts'
import { CommandLine } from './command-line.tsx'
import type { EditorProps } from './editor-props.ts'
import type { CommandsField } from './field.ts'
import { PlaceButtons } from './place-buttons.tsx'
import { problemsAt, problemsOf } from './problems.ts'

/** One row per command: the line as one types it, and below it the arguments it is split into, numbered. */
export function CommandsEditor({ field, value, onChange, problems }: EditorProps<CommandsField>) {
  const heading = useId()
  const commands = commandsIn(value)
  const whole = problemsAt(problems, field)
  return (
    <section aria-labelledby={heading} className="flex flex-col gap-2">
      <div>
        <h3 id={heading} className="font-strong">
          {field.title}
        </h3>
        <p className="text-meta text-ink-3">{field.description}</p>
      </div>
      <ol className="flex flex-col gap-3">
        {commands.map((argv, at) => (
          // Commands have no identity but their place.
          <li key={at} className="flex items-start gap-2">
            <span aria-hidden="true" className="w-5 pt-1.5 text-right text-ink-3">
              {at + 1}
            </span>
            <CommandLine
              label={`Command ${at + 1}`}
              argv={argv}
              problems={problemsOf(
                problems.filter((each) => belongsTo(each, field, at)),
                field,
              )}
              onChange={(next) => onChange(commands.with(at, next))}
            />
            <PlaceButtons noun="command" items={commands} at={at} onChange={onChange} />
          </li>
        ))}
      </ol>
      {whole.length > 0 && <p className="text-bad">{whole.join(' ')}</p>}
      <div>
        <Button
          size="small"
          icon={PlusIcon}
          disabled={commands.length >= field.maxItems}
          onClick={() => onChange([...commands, ['']])}
        >
          Add command
        </Button>
      </div>
    </section>
  )
}

function commandsIn(value: unknown): string[][] {
  if (!Array.isArray(value)) return []
  return value.map((argv) =>
    Array.isArray(argv) ? argv.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))) : [],
  )
}

function belongsTo(problem: InputProblem, field: CommandsField, at: number): boolean {
  const name = `${field.path.join('.')}[${at}]`
  return problem.field === name || problem.field.startsWith(`${name}[`)
}
