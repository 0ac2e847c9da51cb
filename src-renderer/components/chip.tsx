import type { ReactNode } from 'react'
import type { Tone } from '#schemas/texts'
import { cx } from './cx.ts'
import { CrossIcon } from './icons/index.ts'
import { toneText } from './tone.ts'

export interface ChipProps {
  children: ReactNode
  tone?: Tone
  /** Makes it removable; `removeLabel` names what goes: `Remove state failed`. */
  onRemove?: (() => void) | undefined
  removeLabel?: string | undefined
  className?: string | undefined
}

/** A short fact or a filter in force. */
export function Chip({ children, tone = 'neutral', onRemove, removeLabel = 'Remove', className }: ChipProps) {
  return (
    <span
      className={cx(
        'inline-flex h-6 max-w-full items-center gap-1 rounded-sm px-2 text-body whitespace-nowrap',
        toneText[tone].tint,
        toneText[tone].text,
        'forced-colors:border',
        className,
      )}
    >
      <span className="truncate">{children}</span>
      {onRemove && (
        <button
          type="button"
          aria-label={removeLabel}
          onClick={onRemove}
          className="-mr-1 inline-flex size-5 items-center justify-center rounded-sm hover:bg-surface"
        >
          <CrossIcon size={12} />
        </button>
      )}
    </span>
  )
}

/** Ground and edge say that something is chosen; where colours are forced, a strong edge does. */
export const CHOSEN_IN_FORCED_COLOURS = 'forced-colors:border-2 forced-colors:border-[Highlight]'

export interface ChipChoiceProps {
  children: ReactNode
  chosen: boolean
  onChange: (chosen: boolean) => void
  className?: string | undefined
}

/** One of several filters that can each be on or off, with a count or an icon inside. */
export function ChipChoice({ children, chosen, onChange, className }: ChipChoiceProps) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={() => onChange(!chosen)}
      className={cx(
        'inline-flex h-7 items-center gap-1.5 rounded-sm border px-2 whitespace-nowrap transition-colors duration-[80ms]',
        chosen
          ? cx('border-run bg-selected text-ink', CHOSEN_IN_FORCED_COLOURS)
          : 'border-line bg-surface text-ink-2 hover:bg-sunken',
        className,
      )}
    >
      {children}
    </button>
  )
}
