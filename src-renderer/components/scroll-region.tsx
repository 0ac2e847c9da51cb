import type { ReactNode } from 'react'
import { cx } from './cx.ts'

/** Something that scrolls by itself: named, and reached by keyboard. */
export function ScrollRegion({
  label,
  className,
  children,
}: {
  label: string
  className?: string | undefined
  children: ReactNode
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div tabIndex={0} role="region" aria-label={label} className={cx('overflow-auto', className)}>
      {children}
    </div>
  )
}
