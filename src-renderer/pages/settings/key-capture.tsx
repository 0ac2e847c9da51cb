import { type KeyboardEvent, useRef, useState } from 'react'
import {
  Button,
  type ChangedKeys,
  chordOf,
  Dialog,
  Kbd,
  type KeyEntry,
  keysProblem,
  keysTakenBy,
  WarningIcon,
} from '../../components/index.ts'

const SEQUENCE_MS = 1000

/** Asks for new keys by letting them be pressed; says who has them already. */
export function KeyCapture({
  entry,
  changed,
  onTake,
  onClose,
}: {
  entry: KeyEntry
  changed: ChangedKeys
  /** `from`: those that lose the key, because it can mean one thing only. */
  onTake: (keys: string, from: readonly KeyEntry[]) => void
  onClose: () => void
}) {
  const [keys, setKeys] = useState<string>()
  const lastAt = useRef(-Infinity)
  const problem = keys === undefined ? undefined : keysProblem(entry, keys)
  const taken = keys === undefined || problem !== undefined ? [] : keysTakenBy(entry, keys, changed)
  const fixed = taken.find((other) => other.fixed === true)

  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    // Esc and Tab leave the box as everywhere; that is why they cannot be chosen.
    if (event.key === 'Escape' || event.key === 'Tab') return
    const chord = chordOf(event.nativeEvent)
    if (chord === undefined || event.repeat) return
    event.preventDefault()
    event.stopPropagation()
    const follows = keys !== undefined && !keys.includes(' ') && performance.now() - lastAt.current < SEQUENCE_MS
    lastAt.current = performance.now()
    setKeys(follows && plain(keys) && plain(chord) ? `${keys} ${chord}` : chord)
  }
  return (
    <Dialog
      title={`Key for: ${entry.label}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep {<Kbd keys={entry.keys} />}</Button>
          <Button
            look="primary"
            changes
            disabled={keys === undefined || problem !== undefined || fixed !== undefined}
            onClick={() => keys !== undefined && onTake(keys, taken)}
          >
            {taken.length === 0 || fixed
              ? 'Use this key'
              : `Use it here, not for ${taken.map(({ label }) => label).join(', ')}`}
          </Button>
        </>
      }
    >
      {/* A box that takes key presses as they are; it has no text of its own. */}
      <div
        role="textbox"
        aria-label="Press the new key"
        aria-describedby="key-said"
        tabIndex={0}
        data-autofocus
        data-takes-keys
        onKeyDown={press}
        className="flex h-16 items-center justify-center gap-1 rounded-sm border border-control bg-sunken text-section"
      >
        {keys === undefined ? (
          <span className="text-field text-ink-3">Press the key, or two one after the other</span>
        ) : (
          <Kbd keys={keys} exact className="px-2 text-field" />
        )}
      </div>
      <p id="key-said" aria-live="polite" className="mt-3 flex min-h-10 items-start gap-2">
        {(problem ?? taken[0]) !== undefined && <WarningIcon className="mt-0.5 text-warn" />}
        {problem ??
          (fixed
            ? `${fixed.label} has it and needs it. Change that first.`
            : taken.length > 0
              ? `${taken.map(({ label }) => label).join(', ')} would have no key then.`
              : '')}
      </p>
    </Dialog>
  )
}

/** Only plain keys make a sequence: a chord with Ctrl is whole by itself. */
function plain(chord: string): boolean {
  return !chord.includes('Mod') && !chord.includes('Alt')
}
