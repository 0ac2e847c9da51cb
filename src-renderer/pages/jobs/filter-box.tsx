import { useId, useRef, useState } from 'react'
import { shortId } from '#schemas/format'
import { choiceOf, type FilterProblem, parseTokens, splitList } from '#schemas/filter'
import { Chip, cx, Kbd, SearchIcon, useKeys, WarningIcon } from '../../components/index.ts'
import { FILTER_KEYS, type FilterKey, type JobsSearch, withParam } from './search.ts'
import { meant, suggest, type Suggestion } from './suggest.ts'
import { shortTypeName } from '../../facts/index.ts'

interface FilterBoxProps {
  readonly search: JobsSearch
  readonly onChange: (search: JobsSearch) => void
  readonly workspaces: readonly string[]
  /** The stretch of time that was used last, offered first. */
  readonly lastRange: string | undefined
}

const chipWords: Record<FilterKey, (value: string) => string> = {
  state: (value) => `state ${splitList(value).join(', ').replaceAll('_', ' ')}`,
  type: (value) => `type ${splitList(value).map(shortTypeName).join(', ')}`,
  ws: (value) => `workspace ${choiceWords(value)}`,
  reason: (value) => `reason ${choiceWords(value).replaceAll('_', ' ')}`,
  q: (value) => `“${value}”`,
  since: (value) => `since ${spanWords(value)}`,
  until: (value) => `until ${spanWords(value)}`,
  bulk: (value) => `changed by bulk ${shortId(value)}`,
}

/** `24 h`: a span as one reads it. */
function spanWords(value: string): string {
  return value.replace(/^(\d+)([mhdw])$/, '$1 $2')
}

function choiceWords(list: string): string {
  const { any, not } = choiceOf(list)
  return [...any, ...not.map((value) => `not ${value}`)].join(', ')
}

/** Where filters are typed. Each part in force is a chip; what cannot be read is said and changes nothing. */
export function FilterBox({ search, onChange, workspaces, lastRange }: FilterBoxProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [marked, setMarked] = useState(-1)
  const [problems, setProblems] = useState<readonly FilterProblem[]>([])
  const options = open ? suggest(text, { workspaces, lastRange }) : []
  const inForce = FILTER_KEYS.flatMap((key) => (search[key] === undefined ? [] : [{ key, value: search[key] }]))
  useKeys([{ keys: '/', label: 'Filter the list', run: () => input.current?.focus() }])

  const type = (next: string) => {
    setText(next)
    setOpen(true)
    setMarked(-1)
    setProblems([])
  }
  const take = (option: Suggestion) => {
    type(option.text)
    input.current?.focus()
  }
  const apply = () => {
    const read = parseTokens(meant(text, options))
    if (!read.ok) return setProblems(read.problems)
    setText('')
    setOpen(false)
    onChange({ ...search, ...read.search })
  }
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>) => {
    const option = options[marked]
    const first = options[0]
    const last = inForce.at(-1)
    if (event.key === 'ArrowDown' && options.length > 0) setMarked((marked + 1) % options.length)
    else if (event.key === 'ArrowUp' && options.length > 0) setMarked(marked <= 0 ? options.length - 1 : marked - 1)
    else if (event.key === 'Tab' && !event.shiftKey && text !== '' && first) take(option ?? first)
    else if (event.key === 'Enter' && option) take(option)
    else if (event.key === 'Enter') apply()
    else if (event.key === 'Escape' && options.length > 0) setOpen(false)
    else if (event.key === 'Escape') input.current?.blur()
    else if (event.key === 'Backspace' && text === '' && last) onChange(withParam(search, last.key, ''))
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className="relative min-w-56 flex-1">
      {/* A click anywhere in the box is meant for the text; the text itself is reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <div
        onClick={(event) => event.target === event.currentTarget && input.current?.focus()}
        className={cx(
          'flex min-h-8 flex-wrap items-center gap-1 rounded-sm border bg-surface px-2 py-[3px] focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-run',
          problems.length > 0 ? 'border-2 border-bad' : 'border-control',
        )}
      >
        <SearchIcon className="mr-1 text-ink-3" />
        {inForce.map(({ key, value }) => (
          <Chip
            key={key}
            onRemove={() => onChange(withParam(search, key, ''))}
            removeLabel={`Remove ${chipWords[key](value)}`}
          >
            {chipWords[key](value)}
          </Chip>
        ))}
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label="Filter jobs"
          aria-expanded={options.length > 0}
          aria-controls={`${id}-options`}
          aria-autocomplete="list"
          aria-activedescendant={marked >= 0 ? `${id}-${marked}` : undefined}
          aria-invalid={problems.length > 0 || undefined}
          aria-describedby={problems.length > 0 ? `${id}-problems` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={text}
          placeholder={inForce.length === 0 ? 'Filter: state:failed since:24h, words, or the end of an id' : ''}
          onChange={(event) => type(event.target.value)}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
          className="h-6 min-w-16 flex-1 bg-transparent text-body outline-none placeholder:text-ink-3"
        />
        {inForce.length === 0 && <Kbd keys="/" className="text-ink-3" />}
      </div>
      <div
        id={`${id}-options`}
        role="listbox"
        aria-label="Completions"
        className={cx(
          'absolute top-full left-0 z-20 mt-1 max-h-80 min-w-64 overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-overlay',
          options.length === 0 && 'hidden',
        )}
      >
        {options.map((option, at) => (
          // The keyboard marks options from the box itself, so they take no focus.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={option.text}
            id={`${id}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === marked}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(option)}
            className={cx(
              'flex h-7 items-center justify-between gap-4 rounded-sm px-2 hover:bg-sunken',
              at === marked && 'bg-selected',
            )}
          >
            <span className="font-mono">{option.label}</span>
            <span className="text-meta text-ink-3">{option.hint}</span>
          </div>
        ))}
      </div>
      <div id={`${id}-problems`} role="alert">
        {problems.map((problem) => (
          <p key={problem.text} className="mt-1 flex items-start gap-1.5 text-bad">
            <WarningIcon size={14} className="mt-0.5" />
            {problem.text}
          </p>
        ))}
      </div>
    </div>
  )
}
