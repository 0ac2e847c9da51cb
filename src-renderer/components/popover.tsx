import { Popover as Primitive } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { KeyLayerAbove } from './keys/index.ts'
import { landmarkOf } from './landmark.ts'

export interface PopoverProps {
  /** One button that takes a ref and the trigger's props. */
  trigger: ReactNode
  /** Names it for screen readers. */
  label: string
  align?: 'start' | 'end'
  children: ReactNode
}

/** Controls below a button that stay open while one uses them; Escape and a click elsewhere close it. */
export function Popover({ trigger, label, align = 'end', children }: PopoverProps) {
  const [button, setButton] = useState<HTMLButtonElement | null>(null)
  return (
    <Primitive.Root modal={false}>
      <Primitive.Trigger ref={setButton} asChild>
        {trigger}
      </Primitive.Trigger>
      <Primitive.Portal container={landmarkOf(button)}>
        <Primitive.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-60 max-h-[calc(100dvh-8rem)] animate-rise overflow-y-auto rounded-lg border border-line bg-surface p-2 shadow-overlay focus-visible:outline-none"
        >
          <KeyLayerAbove>{children}</KeyLayerAbove>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
