import { Tooltip as Primitive } from 'radix-ui'
import { type ReactNode, useRef, useState } from 'react'
import { landmarkOf } from './landmark.ts'

export interface TooltipProps {
  /** Nothing is shown while it is undefined. */
  text: ReactNode | undefined
  /** One element that takes a ref and the trigger's props. */
  children: ReactNode
  side?: 'top' | 'bottom' | 'left' | 'right'
}

/** Shows `text` on hover and on focus; `Esc` closes it. Never the only place of something one must know. */
export function Tooltip({ text, children, side = 'top' }: TooltipProps) {
  const trigger = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const [place, setPlace] = useState<HTMLElement | null>(null)
  const change = (next: boolean) => {
    setOpen(next)
    if (next) setPlace(landmarkOf(trigger.current))
  }
  return (
    <Primitive.Root open={open} onOpenChange={change}>
      <Primitive.Trigger ref={trigger} asChild>
        {children}
      </Primitive.Trigger>
      {text !== undefined && (
        <Primitive.Portal container={place}>
          <Primitive.Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="z-60 max-w-80 animate-rise rounded-sm border border-line bg-surface px-2 py-1 text-meta font-normal whitespace-normal text-ink shadow-overlay"
          >
            {text}
          </Primitive.Content>
        </Primitive.Portal>
      )}
    </Primitive.Root>
  )
}

/** Once around the console: how quickly tooltips come and follow each other. */
export function TooltipRoom({ children }: { children: ReactNode }) {
  return (
    <Primitive.Provider delayDuration={400} skipDelayDuration={200} disableHoverableContent={false}>
      {children}
    </Primitive.Provider>
  )
}
