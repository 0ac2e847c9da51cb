import { useId, useState } from 'react'
import { shellCommand } from '#schemas/format'
import { ArgvBoxes, TextArea, WarningIcon } from '../../components/index.ts'
import { splitLine } from '../../facts/index.ts'
import { sameTexts } from './texts-editor.tsx'

export interface CommandLineProps {
  /** Names it for screen readers. */
  readonly label: string
  readonly argv: readonly string[]
  readonly problems: readonly string[]
  readonly onChange: (argv: string[]) => void
}

/** A command as one types it, and below it the arguments it is split into. */
export function CommandLine({ label, argv, problems, onChange }: CommandLineProps) {
  const id = useId()
  const [typed, setTyped] = useState(() => lineOf(argv))
  const shown = sameTexts(argvOf(typed), argv) ? typed : lineOf(argv)
  const { warnings } = splitLine(shown)
  return (
    <div className="min-w-0 flex-1">
      <TextArea
        mono
        rows={1}
        aria-label={label}
        aria-describedby={`${id}-split`}
        aria-invalid={problems.length > 0 || undefined}
        value={shown}
        placeholder="npm test"
        onChange={(event) => {
          setTyped(event.target.value)
          onChange(argvOf(event.target.value))
        }}
        className="block"
      />
      <div id={`${id}-split`} className="mt-1 flex flex-col gap-1">
        <ArgvBoxes argv={argv} />
        {problems.map((problem) => (
          <p key={problem} className="text-bad">
            {problem}
          </p>
        ))}
        {warnings.map((warning) => (
          <p key={warning} className="flex items-start gap-1.5 text-warn">
            <WarningIcon size={14} className="mt-0.5" />
            {warning}
          </p>
        ))}
      </div>
    </div>
  )
}

/** A row without arguments yet is one empty argument, so that it keeps its place in the job. */
function argvOf(line: string): string[] {
  const { argv } = splitLine(line)
  return argv.length === 0 ? [''] : [...argv]
}

function lineOf(argv: readonly string[]): string {
  return argv.length === 1 && argv[0] === '' ? '' : shellCommand(argv)
}
