import { useId } from 'react'
import type { InputProblem } from '#schemas'
import { ArrowDownIcon, ArrowUpIcon, Button, CrossIcon, IconButton, PlusIcon } from '../../components/index.ts'
import { CommandLine } from './command-line.tsx'
import type { EditorProps } from './editor-props.ts'
import type { CommandsField } from './fields.ts'
import { problemsAt, problemsOf } from './problems.ts'

/** One row per command: the line as one types it, and below it the arguments it is split into, numbered. */
export function CommandsEditor({ field, value, onChange, problems }: EditorProps<CommandsField>) {
  const heading = useId()
  const commands = commandsIn(value)
  const whole = problemsAt(problems, field)
  const replace = (at: number, ...next: string[][]) => onChange(commands.toSpliced(at, 1, ...next))
  const swap = (at: number, by: -1 | 1) => {
    const [first, second] = by === 1 ? [at, at + 1] : [at - 1, at]
    const [a, b] = [commands[first], commands[second]]
    if (a && b) onChange(commands.toSpliced(first, 2, b, a))
  }
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
              onChange={(next) => replace(at, next)}
            />
            <span className="flex">
              <IconButton
                icon={ArrowUpIcon}
                label={`Move command ${at + 1} up`}
                disabled={at === 0}
                onClick={() => swap(at, -1)}
              />
              <IconButton
                icon={ArrowDownIcon}
                label={`Move command ${at + 1} down`}
                disabled={at === commands.length - 1}
                onClick={() => swap(at, 1)}
              />
              <IconButton icon={CrossIcon} label={`Remove command ${at + 1}`} onClick={() => replace(at)} />
            </span>
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
