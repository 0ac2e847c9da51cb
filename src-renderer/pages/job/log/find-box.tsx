import type { RefObject } from 'react'
import {
  Checkbox,
  ChevronDownIcon,
  ChevronUpIcon,
  cx,
  IconButton,
  TextInput,
  Tooltip,
} from '../../../components/index.ts'
import { leaveOnEscape } from '../leave-on-escape.ts'
import type { LogAsked } from './asked.ts'
import { MOST_MATCHES, type SearchState } from './log-search.ts'

interface FindBoxProps {
  readonly input: RefObject<HTMLInputElement | null>
  readonly asked: LogAsked
  readonly onAsk: (next: LogAsked) => void
  readonly search: SearchState
  /** Which of the matching lines one is at. */
  readonly at: number
  readonly onStep: (by: number) => void
}

/** Finding in a log: plain text or RE2, n of m, and only what matches. */
export function FindBox({ input, asked, onAsk, search, at, onStep }: FindBoxProps) {
  const { find, regex, only } = asked
  const none = search.numbers.length === 0
  return (
    <div role="group" aria-label="Find" className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <div className="flex items-center gap-1">
        <TextInput
          ref={input}
          aria-label="Find in the log"
          placeholder={regex ? 'Find a pattern' : 'Find'}
          mono={regex}
          dense
          maxLength={200}
          value={find}
          aria-invalid={search.error !== undefined || undefined}
          onChange={(event) => onAsk({ ...asked, find: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1)
            leaveOnEscape(event)
          }}
          className="w-44!"
        />
        <Tooltip text="Pattern (RE2) instead of plain text">
          <button
            type="button"
            aria-pressed={regex}
            aria-label="Pattern"
            onClick={() => onAsk({ ...asked, regex: !regex })}
            className={cx(
              'h-7 rounded-sm border px-1.5 font-mono',
              regex ? 'border-run bg-selected text-run' : 'border-transparent text-ink-2 hover:bg-sunken',
            )}
          >
            .*
          </button>
        </Tooltip>
        <IconButton
          icon={ChevronUpIcon}
          label="Earlier match"
          size="small"
          disabled={none}
          onClick={() => onStep(-1)}
        />
        <IconButton icon={ChevronDownIcon} label="Later match" size="small" disabled={none} onClick={() => onStep(1)} />
        {find !== '' && (
          <span aria-live="polite" className="min-w-16 text-ink-2">
            {foundText(search, at)}
          </span>
        )}
      </div>
      {find !== '' && (
        <Checkbox checked={only} onChange={(next) => onAsk({ ...asked, only: next })} label="Only matching lines ± 3" />
      )}
    </div>
  )
}

function foundText({ numbers, done, cut, error }: SearchState, at: number): string {
  if (error) return ''
  if (numbers.length === 0) return done ? 'No match' : 'Looking…'
  const count = cut
    ? `${MOST_MATCHES.toLocaleString('en-US')}+`
    : `${numbers.length.toLocaleString('en-US')}${done ? '' : '+'}`
  return `${(Math.min(at, numbers.length - 1) + 1).toLocaleString('en-US')} of ${count}`
}
