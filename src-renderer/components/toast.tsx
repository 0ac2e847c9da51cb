import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { Button, IconButton } from './button.tsx'
import { CheckIcon, CrossIcon } from './icons/index.ts'

export interface ToastMessage {
  /** What I just did: `Job cancelled`. Trouble goes to its own place, never here. */
  text: string
  /** Takes it back, where an inverse exists. */
  undo?: () => void
}

type Shown = ToastMessage & { id: number }

const UNDO_MS = 20_000
const PLAIN_MS = 6000

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
  const [held, setHeld] = useState(false)
  const { undo } = message
  useEffect(() => {
    if (held) return
    const timer = setTimeout(onClose, undo ? UNDO_MS : PLAIN_MS)
    return () => clearTimeout(timer)
  }, [held, undo, onClose])
  return (
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      className="pointer-events-auto flex animate-slide items-center gap-3 rounded-lg border border-line bg-surface py-2 pr-2 pl-3 shadow-overlay"
    >
      <CheckIcon className="text-good" />
      <span>{message.text}</span>
      {undo && (
        <Button
          size="small"
          onClick={() => {
            undo()
            onClose()
          }}
        >
          Undo
        </Button>
      )}
      <IconButton icon={CrossIcon} label="Close" size="small" onClick={onClose} />
    </div>
  )
}
