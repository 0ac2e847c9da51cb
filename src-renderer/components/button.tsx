import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'
import type { Icon } from './icons/index.ts'
import { type NoContact, useNoContact } from './no-contact.ts'
import { Tooltip } from './tooltip.tsx'

export interface ButtonProps extends ComponentProps<'button'> {
  /** One `primary` a page. `danger` is for what ends or drops something. `quiet` has no edge. */
  look?: 'primary' | 'plain' | 'quiet' | 'danger'
  size?: 'small' | 'normal'
  icon?: Icon | undefined
  /** Under way: the button keeps its place and focus but does nothing. */
  busy?: boolean
  /** The key that does the same; shown, not bound. */
  hint?: ReactNode
  /** It asks the core to change or to do something: without contact it keeps its focus, says so and does nothing. */
  changes?: boolean
}

const looks: Record<NonNullable<ButtonProps['look']>, string> = {
  primary: 'bg-run text-on-tone border-transparent font-strong hover:brightness-110 forced-colors:border-current',
  plain: 'bg-surface text-ink border-control hover:bg-sunken',
  quiet: 'bg-transparent text-ink-2 border-transparent hover:bg-sunken hover:text-ink',
  danger: 'bg-surface text-bad border-bad font-strong hover:bg-bad-tint',
}

const sizes: Record<NonNullable<ButtonProps['size']>, string> = {
  small: 'h-7 px-2 gap-1.5 text-body',
  normal: 'h-8 px-3 gap-2 text-body',
}

export function buttonClass(look: ButtonProps['look'] = 'plain', size: ButtonProps['size'] = 'normal'): string {
  return cx(
    'inline-flex shrink-0 items-center justify-center rounded-sm border whitespace-nowrap transition-colors duration-[80ms]',
    'select-none disabled:opacity-55 aria-disabled:opacity-55 disabled:hover:bg-inherit',
    looks[look],
    sizes[size],
  )
}

export function Button({ changes = false, ...rest }: ButtonProps) {
  return changes ? <ActingButton {...rest} /> : <PlainButton {...rest} />
}

type PlainProps = Omit<ButtonProps, 'changes'> & { readonly noContact?: NoContact | undefined }

function ActingButton(props: PlainProps) {
  const noContact = useNoContact()
  return (
    <Tooltip text={noContact?.reason} side="bottom">
      <PlainButton {...props} noContact={noContact} />
    </Tooltip>
  )
}

function PlainButton({
  look = 'plain',
  size = 'normal',
  icon: Icon,
  busy = false,
  hint,
  className,
  children,
  onClick,
  noContact,
  ...rest
}: PlainProps) {
  return (
    <button
      type="button"
      aria-disabled={busy || undefined}
      onClick={busy || noContact ? (event) => event.preventDefault() : onClick}
      className={cx(buttonClass(look, size), className)}
      {...rest}
      // What is `disabled` takes no focus and so could not say why.
      {...(noContact && { disabled: false, 'aria-disabled': true, 'aria-describedby': noContact.id })}
    >
      {Icon && <Icon />}
      {children}
      {hint !== undefined && <span className="-mr-1 ml-1 inline-flex">{hint}</span>}
    </button>
  )
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon' | 'hint'> {
  icon: Icon
  /** What it does; read out, and shown as a tooltip. */
  label: string
}

/** A button that is only an icon; its label shows on hover and focus. */
export function IconButton({
  icon: Icon,
  label,
  look = 'quiet',
  size = 'normal',
  className,
  changes = false,
  ...rest
}: IconButtonProps) {
  const known = useNoContact()
  const noContact = changes ? known : undefined
  return (
    <Tooltip text={noContact ? `${label}. ${noContact.reason}` : label}>
      <PlainButton
        look={look}
        size={size}
        aria-label={label}
        className={cx(size === 'small' ? 'w-7 px-0' : 'w-8 px-0', className)}
        noContact={noContact}
        {...rest}
      >
        <Icon />
      </PlainButton>
    </Tooltip>
  )
}
