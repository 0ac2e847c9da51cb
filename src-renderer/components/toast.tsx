import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { Button, IconButton } from './button.tsx'
import { useCoreClock } from './clock.tsx'
import { CheckIcon, CrossIcon, WarningIcon } from './icons/index.ts'

export interface ToastMessage {
  /** What I just did: `Job cancelled`. Trouble goes to its own place; here only that of an undo whose place may be gone. */
  text: string
  trouble?: boolean
  /** Takes it back, where an inverse exists. */
  undo?: () => void
  /** Until when the core takes it back, milliseconds since 1970; without it as long as the message stays. */
  undoUntil?: number
}

type Shown = ToastMessage & { id: number }

const UNDO_SEC = 20
const PLAIN_SEC = 6

const ToastContext = createContext<((message: ToastMessage) => void) | undefined>(undefined)

/** Says that an act of my own was done. */
export function useToast(): (message: ToastMessage) => void {
  const toast = useContext(ToastContext)
  if (!toast) throw new Error('No place for toasts around this component.')
  return toast
}

export function ToastRoom({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([])
  const [toast] = useState(() => {
    let next = 0
    return (message: ToastMessage) => setShown((before) => [...before.slice(-2), { ...message, id: next++ }])
  })
  const close = (id: number) => setShown((before) => before.filter((each) => each.id !== id))
  return (
    <ToastContext value={toast}>
      {children}
      <div
        role="status"
        aria-live="polite"
        className="pointer-events-none fixed right-4 bottom-10 z-50 flex flex-col gap-2"
      >
        {shown.map((message) => (
          <Toast key={message.id} message={message} onClose={() => close(message.id)} />
        ))}
      </div>
    </ToastContext>
  )
}

function Toast({ message, onClose }: { message: Shown; onClose: () => void }) {
  const { text, trouble = false, undo, undoUntil } = message
  const clock = useCoreClock()
  const [left, setLeft] = useState(() =>
    undoUntil === undefined
      ? undo
        ? UNDO_SEC
        : PLAIN_SEC
      : Math.min(UNDO_SEC, Math.ceil((undoUntil - clock.now()) / 1000)),
  )
  const [pointed, setPointed] = useState(false)
  // A limit of the core runs on while one reads.
  const held = pointed && undoUntil === undefined
  useEffect(() => {
    if (held) return
    const timer = setInterval(() => setLeft((before) => before - 1), 1000)
    return () => clearInterval(timer)
  }, [held])
  useEffect(() => {
    if (left <= 0) onClose()
  })
  return (
    <div
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      className="pointer-events-auto flex animate-slide items-center gap-3 rounded-lg border border-line bg-surface py-2 pr-2 pl-3 shadow-overlay"
    >
      {trouble ? <WarningIcon className="text-warn" /> : <CheckIcon className="text-good" />}
      <span>{text}</span>
      {undo && (
        <Button
          size="small"
          onClick={() => {
            undo()
            onClose()
          }}
        >
          Undo
          {/* Seen only: heard, it would go on and on. */}
          <span aria-hidden="true" className="min-w-8 text-right text-ink-3 tabular-nums">
            {left} s
          </span>
        </Button>
      )}
      <IconButton icon={CrossIcon} label="Close" size="small" onClick={onClose} />
    </div>
  )
}
