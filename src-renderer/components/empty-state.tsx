import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { CheckIcon, FilterIcon, type Icon, InfoIcon, PlusIcon } from './icons/index.ts'

export interface EmptyStateProps {
  /**
   * `first_use`: nothing yet, one button. `filtered`: names the filters and what lies elsewhere. `all_clear`: good news.
   * `not_set_up`: why, and how.
   */
  kind: 'first_use' | 'filtered' | 'all_clear' | 'not_set_up'
  title: string
  children?: ReactNode
  /** One button, except for `all_clear`. */
  action?: ReactNode
  className?: string | undefined
}

const signs: Record<EmptyStateProps['kind'], Icon> = {
  first_use: PlusIcon,
  filtered: FilterIcon,
  all_clear: CheckIcon,
  not_set_up: InfoIcon,
}

/** What stands where there is nothing to show. */
export function EmptyState({ kind, title, children, action, className }: EmptyStateProps) {
  const Sign = signs[kind]
  return (
    <div
      data-empty={kind}
      className={cx('mx-auto flex max-w-[72ch] flex-col items-center gap-2 px-6 py-12 text-center', className)}
    >
      <span
        className={cx(
          'mb-1 rounded-full border p-2',
          kind === 'all_clear' ? 'border-good text-good' : 'border-control text-ink-3',
        )}
      >
        <Sign size={20} />
      </span>
      <p className="text-section font-strong text-balance">{title}</p>
      {children !== undefined && <div className="text-ink-2 text-pretty">{children}</div>}
      {action !== undefined && <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
