import { cx } from '../../components/index.ts'

const SIZES = [
  ['text-axis', 'axis 11/16, only ticks'],
  ['text-meta', 'meta 12/16'],
  ['text-body', 'body and tables 13/20'],
  ['text-field', 'fields 14/20'],
  ['text-section', 'section 16/24'],
  ['text-title', 'page title 20/28'],
  ['text-figure', 'the one number of a card 28/32'],
] as const

const SPACES = [4, 8, 12, 16, 20, 24, 32, 40] as const

const MOTIONS = [
  ['hover', '80 ms'],
  ['popover', '120 ms, animate-rise'],
  ['panel', '160 ms, animate-slide'],
  ['changed row', '600 ms, animate-changed'],
  ['running arc', '1.2 s, the only loop'],
] as const

/** Sizes of type, the grid of four pixels, radii, and how long things move. */
export function Measures() {
  return (
    <div className="flex flex-col gap-4">
      <ul className="flex flex-col gap-1">
        {SIZES.map(([size, label]) => (
          <li key={size} className={size}>
            {label} <span className="font-strong">600</span> <span className="font-mono">mono 0123456789</span>
          </li>
        ))}
      </ul>
      <ul className="flex items-end gap-3">
        {SPACES.map((space) => (
          <li key={space} className="flex flex-col items-center gap-1 text-meta text-ink-2">
            <span className="bg-neutral" style={{ width: space, height: space }} />
            {space}
          </li>
        ))}
        <li className="ml-4 rounded-sm border border-control px-2 py-1 text-meta">radius 4</li>
        <li className="rounded-lg border border-control px-2 py-1 text-meta">radius 8</li>
      </ul>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 text-ink-2">
        {MOTIONS.map(([what, how], index) => (
          <div key={what} className={cx('contents', index === 0 && 'font-normal')}>
            <dt className="text-ink-3">{what}</dt>
            <dd>{how}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
