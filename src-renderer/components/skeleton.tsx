import { cx } from './cx.ts'

/** Rows of the true height while the first answer is under way. Nothing shows for the first 150 ms. */
export function Skeleton({
  rows = 5,
  rowHeight = 32,
  className,
}: {
  rows?: number
  rowHeight?: number
  className?: string | undefined
}) {
  return (
    <div role="status" aria-label="Loading" className={cx('animate-late', className)}>
      {Array.from({ length: rows }, (_, row) => (
        <div
          key={row}
          style={{ height: rowHeight }}
          className="flex items-center gap-4 border-b border-line px-4 last:border-b-0"
        >
          <span style={{ width: `${20 + ((row * 37) % 25)}%` }} className="h-2.5 rounded-sm bg-neutral-tint" />
          <span style={{ width: `${25 + ((row * 53) % 30)}%` }} className="h-2.5 rounded-sm bg-neutral-tint" />
        </div>
      ))}
    </div>
  )
}

/** The 2 px bar over old rows while new ones load. */
export function LoadingBar({ active }: { active: boolean }) {
  return (
    <div aria-hidden="true" className="relative h-0">
      {active && <div className="absolute inset-x-0 top-0 z-10 h-0.5 animate-late bg-run" />}
    </div>
  )
}
