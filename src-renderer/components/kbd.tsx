import { Fragment } from 'react'
import { cx } from './cx.ts'
import { isMac, isSingleKey, keysInForce } from './keys/index.ts'
import { readChangedKeys, useSetting } from './settings.ts'

export interface KbdProps {
  /** As bindings are written or printed: `Mod+K`, `u`, `Shift+U`, `g o`. */
  keys: string
  /** Shows exactly these keys, whatever the operator has changed. */
  exact?: boolean
  className?: string | undefined
}

const PRINTED: Record<string, string> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Delete: 'Del',
  ' ': 'Space',
}

/** Keys as they are printed on the keyboard: `Mod+K` is ⌘K on a Mac, Ctrl+K elsewhere. Nothing where they were switched off. */
export function Kbd({ keys, exact = false, className }: KbdProps) {
  useSetting('keys')
  const [single] = useSetting('single_keys')
  const now = exact ? keys : keysInForce(asBound(keys), readChangedKeys())
  if (now === null || (!exact && single === 'off' && isSingleKey(now) && asBound(keys) !== '?')) return null
  return (
    <>
      {now.split(/ (?=.)/).map((chord, at) => (
        // A sequence may hold the same chord twice.
        <Fragment key={at}>
          {at > 0 && ' '}
          <kbd
            className={cx(
              'inline-flex min-w-5 items-center justify-center rounded-sm border border-current/30 px-1 font-sans text-axis leading-4 font-normal',
              className,
            )}
          >
            {printed(chord)}
          </kbd>
        </Fragment>
      ))}
    </>
  )
}

/** The same as text, for tooltips and descriptions. */
export function keysText(keys: string): string | undefined {
  const now = keysInForce(asBound(keys), readChangedKeys())
  return now === null
    ? undefined
    : now
        .split(/ (?=.)/)
        .map(printed)
        .join(' ')
}

/** Bindings write letters small; people write them as the keyboard prints them. */
function asBound(keys: string): string {
  return keys.replace(/(^|\+)([A-Z])(?=$)/, (_, before: string, letter: string) => before + letter.toLowerCase())
}

function printed(chord: string): string {
  const parts = chord === '+' ? ['+'] : chord.split('+')
  return parts
    .map((part) => {
      if (part === 'Mod') return isMac ? '⌘' : 'Ctrl'
      if (part === 'Shift') return isMac ? '⇧' : 'Shift'
      return PRINTED[part] ?? (part.length === 1 ? part.toUpperCase() : part)
    })
    .join(isMac ? '' : '+')
}
