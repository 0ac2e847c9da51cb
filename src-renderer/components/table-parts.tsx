import type { ReactNode } from 'react'
import { ArrowDownIcon, ArrowUpIcon } from './icons/index.ts'

export interface SortProps {
  readonly now: 'ascending' | 'descending'
  /** What turning round gives: `Oldest first`. */
  readonly label: string
  readonly onTurn: () => void
}

/** The head of a column that rows can be sorted by. */
export function SortButton({ now, label, onTurn, children }: SortProps & { children: ReactNode }) {
  const Arrow = now === 'ascending' ? ArrowUpIcon : ArrowDownIcon
  return (
    <button
      type="button"
      title={label}
      onClick={onTurn}
      className="inline-flex max-w-full items-center gap-0.5 rounded-sm hover:text-ink"
    >
      <span className="truncate">{children}</span>
      <Arrow size={12} />
    </button>
  )
}

/** The place of a row that has not been read. */
export function UnreadRow({ start, height }: { start: number; height: number }) {
  return (
    <div
      role="presentation"
      style={{ transform: `translateY(${start}px)`, height }}
      className="absolute inset-x-0 top-0 flex animate-late items-center gap-4 border-b border-line px-4"
    >
      <span className="h-2.5 w-[18%] rounded-sm bg-neutral-tint" />
      <span className="h-2.5 w-[34%] rounded-sm bg-neutral-tint" />
    </div>
  )
}
