import { formatBytes, formatDuration } from '#schemas/format'
import { ArgvBoxes, ChevronRightIcon, NotPassedIcon, PassedIcon, withoutColours } from '../components/index.ts'
import { TextBlock } from './text-block.tsx'

/** What one stream of a command said, as far as it was kept. */
export interface KeptStream {
  readonly name: 'stdout' | 'stderr'
  readonly text: string
  /** Its end, where what lies between is not kept here. */
  readonly tail?: string | undefined
  readonly bytes: number
  readonly cut: boolean
}

/** A command that was run, or was to be. */
export interface ListedCommand {
  /** Its place among the commands of the run. */
  readonly number: number
  readonly argv: readonly string[]
  readonly good: boolean
  /** How it ended, in a word or two. */
  readonly ending: string
  readonly durationMs: number
  readonly problem: string | undefined
  readonly streams: readonly KeptStream[]
}

interface CommandListProps {
  readonly commands: readonly ListedCommand[]
}

/** What each command said; the first that failed is open. */
export function CommandList({ commands }: CommandListProps) {
  const failed = commands.find(({ good }) => !good)
  return (
    <ol className="border-t border-line">
      {commands.map((command) => (
        <Command key={command.number} command={command} open={command === failed} />
      ))}
    </ol>
  )
}

function Command({ command, open }: { readonly command: ListedCommand; readonly open: boolean }) {
  const { number, argv, good, ending, durationMs, problem, streams } = command
  const Sign = good ? PassedIcon : NotPassedIcon
  return (
    <li className="border-b border-line last:border-b-0">
      <details open={open} className="group">
        <summary className="flex min-h-9 list-none items-start gap-3 px-4 py-1.5 hover:bg-sunken">
          <ChevronRightIcon className="mt-1 group-open:rotate-90" />
          <span className="w-5 shrink-0 text-right text-ink-3">{number}</span>
          <Sign size={16} className={good ? 'mt-1 text-good' : 'mt-1 text-bad'} />
          <span className="min-w-0 flex-1">
            <ArgvBoxes argv={argv} />
          </span>
          <span className={good ? 'text-ink-2' : 'text-bad'}>{ending}</span>
          <span className="w-20 text-right text-ink-2">{formatDuration(durationMs)}</span>
        </summary>
        <div className="flex flex-col gap-3 px-4 pt-1 pb-4 pl-11">
          {problem !== undefined && <p className="text-bad">{problem}</p>}
          {/* Of a command that failed, what it complained of is looked for first. */}
          {(good ? streams : streams.toReversed()).map((stream) => (
            <Stream key={stream.name} stream={stream} />
          ))}
        </div>
      </details>
    </li>
  )
}

function Stream({ stream: { name, text, tail, bytes, cut } }: { readonly stream: KeptStream }) {
  return (
    <div>
      <h3 className="mb-1 text-meta text-ink-3">
        {name} · {bytes === 0 ? 'nothing' : formatBytes(bytes)}
        {cut && (tail === undefined ? ' · cut here; the log has more' : ' · beginning and end; the log has all of it')}
      </h3>
      {text !== '' && <TextBlock label={name} text={withoutColours(text)} />}
      {tail !== undefined && (
        <>
          <p aria-hidden="true" className="py-1 text-center text-ink-3">
            ⋯
          </p>
          <TextBlock label={`End of ${name}`} text={withoutColours(tail)} />
        </>
      )}
    </div>
  )
}
