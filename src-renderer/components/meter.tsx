import { cx } from './cx.ts'
import { WarningIcon } from './icons/index.ts'
import { formatAmount, formatKept, formatShare, type Measure, meterState } from './amounts.ts'

export interface MeterProps {
  /** What is measured: `time`, `output`, `tools`. */
  label: string
  used: number
  limit: number
  measure: Measure
  /** `row` in lists: bar and figures only. */
  size?: 'normal' | 'row'
  className?: string | undefined
}

/** Used of a limit: a bar, the figures in words, and a mark when the limit is reached. */
export function Meter({ label, used, limit, measure, size = 'normal', className }: MeterProps) {
  const { percent, level } = meterState(used, limit, measure)
  // Beside a reason there is no room for what was kept, nor need: the figures alone tell how far it went.
  const kept = measure === 'bytes' && size === 'normal' ? formatKept(used, limit) : undefined
  const share = kept ?? formatShare(used, limit, measure)
  const exact = `${label}: ${formatAmount(used, measure)} of ${formatAmount(limit, measure)}`
  return (
    <span title={exact} className={cx('inline-flex min-w-0 items-center gap-2 whitespace-nowrap', className)}>
      {size === 'normal' && <span className="text-ink-3">{label}</span>}
      <span
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={limit}
        aria-valuenow={Math.min(used, limit)}
        aria-valuetext={share}
        className={cx(
          'relative h-2 overflow-hidden rounded-sm bg-neutral-tint outline-1 -outline-offset-1 outline-line',
          size === 'row' ? 'w-10' : 'w-12 xl:w-16',
        )}
      >
        <span
          style={{ width: `${percent}%` }}
          className={cx(
            'absolute inset-y-0 left-0 transition-[width] duration-200 forced-color-adjust-none forced-colors:bg-[CanvasText]',
            level === 'over' ? 'bg-bad' : level === 'near' ? 'bg-warn' : 'bg-neutral',
          )}
        />
      </span>
      <span className={cx('inline-flex items-center gap-1', level === 'over' ? 'text-bad' : 'text-ink-2')}>
        {level === 'over' && <WarningIcon size={14} />}
        {share}
        {level === 'over' && <span className="sr-only">limit reached</span>}
      </span>
    </span>
  )
}
