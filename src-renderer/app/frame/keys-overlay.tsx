import { useState } from 'react'
import {
  Button,
  Checkbox,
  Dialog,
  isSingleKey,
  Kbd,
  type KeyBinding,
  useKeyboard,
  useSetting,
} from '../../components/index.ts'

const PRINTED: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  ' ': 'Space',
}

/** Exactly the keys that work where it was opened. */
export function KeysOverlay({ onClose }: { onClose: () => void }) {
  const keyboard = useKeyboard()
  // Read before this dialog puts the keys below it to sleep.
  const [working] = useState(() => keyboard.working())
  const [single, setSingle] = useSetting('single_keys')
  const shown = grouped(
    working.filter((binding) => single === 'on' || !isSingleKey(binding.keys) || binding.keys === '?'),
  )
  return (
    <Dialog
      title="Keys that work here"
      onClose={onClose}
      footer={
        <Button data-autofocus onClick={onClose}>
          Close
        </Button>
      }
    >
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1.5">
        {shown.map(({ label, keys }) => (
          <div key={label} className="contents">
            <dt className="flex justify-end gap-2">
              {keys.map((each) => (
                <Printed key={each} keys={each} />
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
      <div className="mt-4 border-t border-line pt-4">
        <Checkbox
          checked={single === 'on'}
          onChange={(on) => setSingle(on ? 'on' : 'off')}
          label="Single keys act (they never do while you type)"
        />
      </div>
    </Dialog>
  )
}

function Printed({ keys }: { keys: string }) {
  return (
    <span className="inline-flex gap-1">
      {keys.split(/ (?=.)/).map((chord, at) => (
        // A sequence may hold the same chord twice.
        <Kbd key={at} keys={printed(chord)} />
      ))}
    </span>
  )
}

function printed(chord: string): string {
  return chord
    .split('+')
    .map((part) => PRINTED[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join('+')
}

function grouped(bindings: readonly KeyBinding[]): { label: string; keys: string[] }[] {
  const byLabel = new Map<string, string[]>()
  for (const { label, keys, unlisted } of bindings)
    if (unlisted !== true) byLabel.set(label, [...(byLabel.get(label) ?? []), keys])
  return [...byLabel].map(([label, keys]) => ({ label, keys }))
}
