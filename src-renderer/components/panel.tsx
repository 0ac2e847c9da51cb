import { type ReactNode, useId } from 'react'
import { cx } from './cx.ts'

export interface PanelProps {
  /** Names the region; shown unless `quiet`. */
  title: string
  quiet?: boolean
  /** Right of the title: counts, links, buttons. */
  aside?: ReactNode
  /** Without padding, for tables and lists that reach the edges. */
  flush?: boolean
  className?: string | undefined
  children: ReactNode
}

/** A part of a page with a name; parted from others by a line, never by a shadow. */
export function Panel({ title, quiet = false, aside, flush = false, className, children }: PanelProps) {
  const heading = useId()
  return (
    <section aria-labelledby={heading} className={cx('rounded-lg border border-line bg-surface', className)}>
      <div className={cx('flex min-h-10 items-center gap-3 px-4', quiet && aside === undefined && 'sr-only')}>
        <h2 id={heading} className={cx('text-section font-strong', quiet && 'sr-only')}>
          {title}
        </h2>
        {aside !== undefined && <div className="ml-auto flex items-center gap-2 text-ink-2">{aside}</div>}
      </div>
      <div className={cx(!flush && 'px-4 pb-4', !flush && quiet && 'pt-4')}>{children}</div>
    </section>
  )
}
