import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react'
import { Announce, cx, Dialog, Kbd, LoadingBar, SearchIcon } from '../../components/index.ts'
import type { Command } from './commands.ts'
import { type Offer, useOffers } from './use-offers.ts'

/** Finds anything and does anything, by typing a few letters of it. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<string>()
  const { offers, looking, ran } = useOffers(typed)
  const list = useId()
  const flat = offers.flatMap(({ commands }) => commands)
  const at = Math.max(
    0,
    flat.findIndex(({ id }) => id === chosen),
  )
  const current = flat[at]

  const run = (command: Command | undefined) => {
    if (command === undefined || command.disabledReason !== undefined) return
    onClose()
    ran(command.id)
    // After the palette has given the focus back, so that a dialog of the command takes it from there.
    setTimeout(command.run)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const to = stepOf(event, at, flat.length)
    if (to !== undefined) {
      event.preventDefault()
      setChosen(flat[to]?.id)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (!event.repeat) run(current)
    }
  }
  return (
    <Dialog title="Find anything" look="palette" onClose={onClose}>
      <div className="flex h-12 items-center gap-3 border-b border-line px-4">
        <SearchIcon className="text-ink-3" />
        <input
          data-autofocus
          type="text"
          role="combobox"
          aria-label="Find anything"
          aria-expanded
          aria-controls={list}
          aria-activedescendant={current === undefined ? undefined : `${list}-${current.id}`}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder="Page, command, job, or an id"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            setChosen(undefined)
          }}
          onKeyDown={onKeyDown}
          className="h-full min-w-0 flex-1 bg-transparent text-field outline-none placeholder:text-ink-3"
        />
        <Kbd keys="Escape" exact className="text-ink-3" />
      </div>
      <LoadingBar active={looking} />
      <Announce text={flat.length === 0 && !looking ? 'Nothing found' : `${flat.length} found`} />
      <div
        id={list}
        // A list box of nothing is none.
        role={flat.length === 0 ? undefined : 'listbox'}
        aria-label={flat.length === 0 ? undefined : 'What was found'}
        // Keys go to the field; the list only has to scroll.
        tabIndex={-1}
        className="max-h-[min(26rem,calc(100dvh-14rem))] overflow-y-auto p-2"
      >
        {offers.map((offer) => (
          <OfferPart key={offer.title} offer={offer} list={list} current={current} onPoint={setChosen} onRun={run} />
        ))}
      </div>
      {flat.length === 0 && !looking && (
        <p className="px-3 py-6 text-center text-ink-3">
          Nothing is called that. Words find pages, commands and jobs; an id finds its job, run, artifact or row.
        </p>
      )}
    </Dialog>
  )
}

function OfferPart({
  offer,
  list,
  current,
  onPoint,
  onRun,
}: {
  offer: Offer
  list: string
  current: Command | undefined
  onPoint: (id: string) => void
  onRun: (command: Command) => void
}) {
  return (
    <div role="group" aria-label={offer.title} className="pb-1">
      <div aria-hidden="true" className="px-3 pt-2 pb-1 text-meta text-ink-3">
        {offer.title}
      </div>
      {offer.commands.map((command) => (
        <Row
          key={command.id}
          id={`${list}-${command.id}`}
          command={command}
          active={command === current}
          onPoint={() => onPoint(command.id)}
          onRun={() => onRun(command)}
        />
      ))}
    </div>
  )
}

function Row({
  id,
  command,
  active,
  onPoint,
  onRun,
}: {
  id: string
  command: Command
  active: boolean
  onPoint: () => void
  onRun: () => void
}) {
  const row = useRef<HTMLDivElement>(null)
  const { icon: Icon, label, aside, keys, disabledReason } = command
  useLayoutEffect(() => {
    if (active) row.current?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    // The field above keeps the focus and handles every key.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      ref={row}
      id={id}
      role="option"
      aria-selected={active}
      aria-disabled={disabledReason !== undefined || undefined}
      onPointerMove={onPoint}
      onClick={onRun}
      className={cx(
        'flex min-h-8 items-center gap-3 rounded-sm px-3 py-1',
        active && 'bg-selected forced-colors:outline forced-colors:outline-2',
        disabledReason !== undefined && 'text-ink-3',
      )}
    >
      {Icon ? <Icon className="text-ink-2" /> : <span className="size-4 shrink-0" />}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{label}</span>
        {disabledReason !== undefined && <span className="block text-meta">{disabledReason}</span>}
      </span>
      {aside !== undefined && <span className="shrink-0 text-meta text-ink-3">{aside}</span>}
      {keys !== undefined && (
        <span className="flex shrink-0 gap-1 text-ink-3">
          <Kbd keys={keys} />
        </span>
      )}
    </div>
  )
}

/** Where the arrows lead; round at both ends. */
function stepOf(event: KeyboardEvent, at: number, count: number): number | undefined {
  if (count === 0) return undefined
  switch (event.key) {
    case 'ArrowDown':
      return (at + 1) % count
    case 'ArrowUp':
      return (at - 1 + count) % count
    case 'PageDown':
      return Math.min(count - 1, at + 8)
    case 'PageUp':
      return Math.max(0, at - 8)
    default:
      return undefined
  }
}
