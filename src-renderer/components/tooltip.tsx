import { Tooltip as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'

export interface TooltipProps {
  /** Nothing is shown while it is undefined. */
  text: ReactNode | undefined
  /** One element that takes a ref and the trigger's props. */
  children: ReactNode
  side?: 'top' | 'bottom' | 'left' | 'right'
}

/** Shows `text` on hover and on focus; `Esc` closes it. Never the only place of something one must know. */
export function Tooltip({ text, children, side = 'top' }: TooltipProps) {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      {text !== undefined && (
        <Primitive.Portal>
          <Primitive.Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="z-60 max-w-80 animate-rise rounded-sm border border-line bg-surface px-2 py-1 text-meta text-ink shadow-overlay"
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
