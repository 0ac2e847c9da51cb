import { createContext, type ReactNode, useContext, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Button, IconButton } from './button.tsx'
import { useCoreClock } from './clock.tsx'
import { CheckIcon, CrossIcon, WarningIcon } from './icons/index.ts'
import { Kbd } from './kbd.tsx'
import { useKeys } from './keys/index.ts'

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

interface Toasts {
  readonly say: (message: ToastMessage) => void
  readonly canUndo: () => boolean
}

const ToastContext = createContext<Toasts | undefined>(undefined)

function useToasts(): Toasts {
  const toasts = useContext(ToastContext)
  if (!toasts) throw new Error('No place for toasts around this component.')
  return toasts
}

/** Says that an act of my own was done. */
export function useToast(): (message: ToastMessage) => void {
  return useToasts().say
}

/** Whether a message offers an undo, so that its key belongs to that and not to what a page would undo. */
export function useUndoOffered(): () => boolean {
  return useToasts().canUndo
}

export function ToastRoom({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([])
  const latest = useRef<readonly Shown[]>(shown)
  useLayoutEffect(() => {
    latest.current = shown
  })
  const [toasts] = useState((): Toasts => {
    let next = 0
    return {
      say: (message) => setShown((before) => [...before.slice(-2), { ...message, id: next++ }]),
      canUndo: () => undoable(latest.current) !== undefined,
    }
  })
  const close = (id: number) => setShown((before) => before.filter((each) => each.id !== id))
  const newest = undoable(shown)
  useKeys([
    {
      keys: 'z',
      label: 'Undo what was just done',
      changes: true,
      run: () => {
        if (newest === undefined) return
        newest.undo?.()
        close(newest.id)
      },
      when: () => newest !== undefined,
    },
  ])
  return (
    <ToastContext value={toasts}>
      {children}
      <div
        role="status"
        aria-live="polite"
        // Above the line of buttons that pages end with: the next decision must not wait for a message to go.
        className="pointer-events-none fixed right-4 bottom-32 z-50 flex flex-col items-end gap-2 max-sm:bottom-40 max-sm:left-4"
      >
        {shown.map((message) => (
          <Toast key={message.id} message={message} byKey={message === newest} onClose={() => close(message.id)} />
        ))}
      </div>
    </ToastContext>
  )
}

function undoable(shown: readonly Shown[]): Shown | undefined {
  return shown.findLast(({ undo }) => undo !== undefined)
}

interface ToastProps {
  readonly message: Shown
  /** The undo key is for this one. */
  readonly byKey: boolean
  readonly onClose: () => void
}

function Toast({ message, byKey, onClose }: ToastProps) {
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
          changes
          onClick={() => {
            undo()
            onClose()
          }}
        >
          Undo
          {byKey && (
            <span aria-hidden="true" className="inline-flex">
              <Kbd keys="z" />
            </span>
          )}
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
