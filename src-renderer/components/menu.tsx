import { DropdownMenu as Primitive } from 'radix-ui'
import { type ReactNode, useRef, useState } from 'react'
import { cx } from './cx.ts'
import { CheckIcon, type Icon } from './icons/index.ts'
import { KeyLayerAbove } from './keys/index.ts'
import { landmarkOf } from './landmark.ts'
import { useNoContact } from './no-contact.ts'

export interface MenuItem {
  label: string
  onSelect: () => void
  icon?: Icon
  /** The key that does the same. */
  hint?: ReactNode
  danger?: boolean
  /** Why it cannot be chosen now; shown below the label. */
  disabledReason?: string | undefined
  /** It asks the core to change something, which needs contact. */
  changes?: boolean
  /** For a choice of several: whether this is the one in force. */
  chosen?: boolean
  /** Draws a line above. */
  apart?: boolean
}

export interface MenuProps {
  /** One button that takes a ref and the trigger's props. */
  trigger: ReactNode
  items: readonly MenuItem[]
  /** Names the menu for screen readers, where the trigger's own words do not. */
  label?: string | undefined
  align?: 'start' | 'end'
  /** Given where a key opens it too; otherwise the menu keeps this itself. */
  open?: boolean | undefined
  onOpenChange?: ((open: boolean) => void) | undefined
  /** Where focus goes when the menu is left; to its button otherwise. */
  returnTo?: ((button: HTMLElement) => HTMLElement | null) | undefined
}

/** A list of actions below a button. What was chosen runs after the menu is gone and focus is back on its button. */
export function Menu({ trigger, items, label, align = 'end', open, onOpenChange, returnTo }: MenuProps) {
  const chosen = useRef<MenuItem>(undefined)
  const [button, setButton] = useState<HTMLButtonElement | null>(null)
  const byPointer = useRef(false)
  return (
    <Primitive.Root modal={false} {...(open === undefined ? {} : { open })} {...(onOpenChange && { onOpenChange })}>
      <Primitive.Trigger ref={setButton} asChild onPointerDown={() => (byPointer.current = true)}>
        {trigger}
      </Primitive.Trigger>
      <Primitive.Portal container={landmarkOf(button)}>
        <Primitive.Content
          ref={(content) => {
            if (open === true && !byPointer.current) focusFirstItem(content)
          }}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          {...(label === undefined ? {} : { 'aria-label': label })}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            const item = chosen.current
            chosen.current = undefined
            byPointer.current = false
            // Whoever was quicker to take the focus, such as a dialog opened by its key, keeps it.
            if (item || document.activeElement === document.body)
              (button && returnTo ? returnTo(button) : button)?.focus()
            item?.onSelect()
          }}
          className="z-60 min-w-48 animate-rise rounded-lg border border-line bg-surface p-1 shadow-overlay focus-visible:outline-none"
        >
          <KeyLayerAbove>
            {items.map((item) => (
              <Entry key={item.label} item={item} onChoose={() => (chosen.current = item)} />
            ))}
          </KeyLayerAbove>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}

/** A menu that a key of the page opened has not seen that key, so it would leave its items unfocused. */
function focusFirstItem(content: HTMLElement | null): void {
  requestAnimationFrame(() => {
    if (document.activeElement === content) content?.querySelector<HTMLElement>('[role^="menuitem"]')?.focus()
  })
}

function Entry({ item, onChoose }: { item: MenuItem; onChoose: () => void }) {
  const Sign = item.icon
  const noContact = useNoContact()
  const why = item.disabledReason ?? (item.changes === true ? noContact?.reason : undefined)
  return (
    <>
      {item.apart === true && <Primitive.Separator className="my-1 h-px bg-line" />}
      <Primitive.Item
        disabled={why !== undefined}
        onSelect={onChoose}
        aria-checked={item.chosen}
        role={item.chosen === undefined ? 'menuitem' : 'menuitemradio'}
        className={cx(
          'flex min-h-8 items-center gap-2 rounded-sm px-2 py-1 outline-none select-none',
          'data-[highlighted]:bg-selected data-[disabled]:text-ink-3 forced-colors:data-[highlighted]:bg-[Highlight]',
          item.danger === true && 'text-bad',
        )}
      >
        {Sign && <Sign />}
        {item.chosen !== undefined && <span className="w-4">{item.chosen && <CheckIcon />}</span>}
        <span className="flex-1">
          {item.label}
          {why !== undefined && <span className="block text-meta">{why}</span>}
        </span>
        {item.hint !== undefined && <span className="ml-4 text-ink-3">{item.hint}</span>}
      </Primitive.Item>
    </>
  )
}
