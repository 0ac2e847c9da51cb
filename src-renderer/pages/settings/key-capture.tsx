import { useRef, useState } from 'react'
import { type ChangedKeys, chordOf, Kbd, type KeyEntry, keysProblem, keysTakenBy } from '../../components/index.ts'
import { PressKeys } from './press-keys.tsx'

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

  const ready = keys !== undefined && problem === undefined && fixed === undefined
  const names = taken.map(({ label }) => label).join(', ')

  function press(event: KeyboardEvent): void {
    const chord = chordOf(event)
    if (chord === undefined) return
    const follows = keys !== undefined && !keys.includes(' ') && performance.now() - lastAt.current < SEQUENCE_MS
    lastAt.current = performance.now()
    setKeys(follows && plain(keys) && plain(chord) ? `${keys} ${chord}` : chord)
  }

  return (
    <PressKeys
      title={`Key for: ${entry.label}`}
      keep={<>Keep {<Kbd keys={entry.keys} />}</>}
      use={taken.length === 0 || fixed ? 'Use this key' : `Use it here, not for ${names}`}
      label="Press the new key"
      prompt="Press the key, or two one after the other"
      keys={keys}
      problem={problem !== undefined || taken.length > 0}
      said={
        problem ??
        (fixed
          ? `${fixed.label} has it and needs it. Change that first.`
          : taken.length > 0
            ? `${names} would have no key then.`
            : '')
      }
      ready={ready}
      changes
      onPress={press}
      onUse={() => ready && onTake(keys, taken)}
      onClose={onClose}
    />
  )
}

/** Only plain keys make a sequence: a chord with Ctrl is whole by itself. */
function plain(chord: string): boolean {
  return !chord.includes('Mod') && !chord.includes('Alt')
}
