import type { KeyboardEvent, ReactNode } from 'react'
import { Button, Dialog, Kbd, WarningIcon } from '../../components/index.ts'

interface PressKeysProps {
  readonly title: string
  /** The way out: what is kept. */
  readonly keep: ReactNode
  readonly use: string
  /** What the box is called, and what it asks for while nothing was pressed. */
  readonly label: string
  readonly prompt: string
  /** What was pressed. */
  readonly keys: string | undefined
  /** What stands against it, or else what is to be known; a `problem` is marked as one. */
  readonly said: string
  readonly problem: boolean
  readonly ready: boolean
  /** Whether it is the core that keeps them. */
  readonly changes?: boolean
  /** Keys that were pressed; they reach nothing else. */
  readonly onPress: (event: globalThis.KeyboardEvent) => void
  readonly onUse: () => void
  readonly onClose: () => void
}

/** Asks for keys by letting them be pressed. */
export function PressKeys({
  title,
  keep,
  use,
  label,
  prompt,
  keys,
  said,
  problem,
  ready,
  changes = false,
  ...on
}: PressKeysProps) {
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    // Esc and Tab leave the box as everywhere; that is why they cannot be chosen.
    if (event.key === 'Escape' || event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    if (!event.repeat) on.onPress(event.nativeEvent)
  }
  return (
    <Dialog
      title={title}
      onClose={on.onClose}
      footer={
        <>
          <Button onClick={on.onClose}>{keep}</Button>
          <Button look="primary" changes={changes} disabled={!ready} onClick={on.onUse}>
            {use}
          </Button>
        </>
      }
    >
      {/* A box that takes key presses as they are; it has no text of its own. */}
      <div
        role="textbox"
        aria-label={label}
        aria-describedby="keys-said"
        tabIndex={0}
        data-autofocus
        data-takes-keys
        onKeyDown={press}
        className="flex h-16 items-center justify-center gap-1 rounded-sm border border-control bg-sunken text-section"
      >
        {keys === undefined ? (
          <span className="text-field text-ink-3">{prompt}</span>
        ) : (
          <Kbd keys={keys} exact className="px-2 text-field" />
        )}
      </div>
      <p id="keys-said" aria-live="polite" className="mt-3 flex min-h-10 items-start gap-2">
        {problem && <WarningIcon className="mt-0.5 text-warn" />}
        {said}
      </p>
    </Dialog>
  )
}
