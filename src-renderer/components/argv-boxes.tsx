import { Spelt } from './spell-out.tsx'

interface ArgvBoxesProps {
  readonly argv: readonly string[]
  /** Without numbers, for lists whose order means nothing. */
  readonly plain?: boolean
}

/** The arguments of a command one by one, numbered, with invisible characters, newlines and tabs spelt out. Nothing is cut. */
export function ArgvBoxes({ argv, plain = false }: ArgvBoxesProps) {
  return (
    <span className="flex flex-wrap gap-1">
      {argv.map((part, at) => (
        // Arguments have no identity but their place.
        <span key={at} className="inline-flex max-w-full items-baseline gap-1 rounded-sm bg-sunken px-1.5">
          {!plain && <span className="text-axis text-ink-3">{at + 1}</span>}
          <span className="min-w-0 font-mono break-all whitespace-pre-wrap">
            {part === '' ? <span className="font-sans text-ink-3">empty</span> : <Lines text={part} />}
          </span>
        </span>
      ))}
    </span>
  )
}

/** Each line of an argument in a row of its own, the newline it ends with spelt out. */
function Lines({ text }: { readonly text: string }) {
  const lines = text.split(/(?<=\n)/)
  if (lines.length === 1) return <Spelt text={text} line />
  return lines.map((line, at) => (
    <span key={at} className="block">
      <Spelt text={line} line />
    </span>
  ))
}
