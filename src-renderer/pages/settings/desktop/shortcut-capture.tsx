import { type KeyboardEvent, useState } from 'react'
import { Button, Dialog, Kbd, WarningIcon } from '../../../components/index.ts'
import { acceleratorOf, acceleratorProblem, asKeys } from './accelerator-keys.ts'

/** Asks for keys for the whole system by letting them be pressed. */
export function ShortcutCapture({
  now,
  onTake,
  onClose,
}: {
  now: string | null
  onTake: (accelerator: string) => void
  onClose: () => void
}) {
  const [keys, setKeys] = useState<string>()
  const problem = keys === undefined ? undefined : acceleratorProblem(keys)
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    // Esc and Tab leave the box as everywhere.
    if (event.key === 'Escape' || event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    const pressed = acceleratorOf(event.nativeEvent)
    if (pressed !== undefined && !event.repeat) setKeys(pressed)
  }
  return (
    <Dialog
      title="Keys for the kill switch, from anywhere"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{now === null ? 'Keep none' : <>Keep {<Kbd keys={asKeys(now)} exact />}</>}</Button>
          <Button
            look="primary"
            disabled={keys === undefined || problem !== undefined}
            onClick={() => keys !== undefined && onTake(keys)}
          >
            Use these keys
          </Button>
        </>
      }
    >
      {/* A box that takes key presses as they are; it has no text of its own. */}
      <div
        role="textbox"
        aria-label="Press the new keys"
        aria-describedby="shortcut-said"
        tabIndex={0}
        data-autofocus
        data-takes-keys
        onKeyDown={press}
        className="flex h-16 items-center justify-center gap-1 rounded-sm border border-control bg-sunken text-section"
      >
        {keys === undefined ? (
          <span className="text-field text-ink-3">Press the keys together</span>
        ) : (
          <Kbd keys={asKeys(keys)} exact className="px-2 text-field" />
        )}
      </div>
      <p id="shortcut-said" aria-live="polite" className="mt-3 flex min-h-10 items-start gap-2">
        {problem !== undefined && <WarningIcon className="mt-0.5 text-warn" />}
        {problem ?? 'The system gives them to Interlock alone, if no other program has them.'}
      </p>
    </Dialog>
  )
}
