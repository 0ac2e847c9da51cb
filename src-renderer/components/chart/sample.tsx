import { toneText } from '../tone.ts'
import { cx } from '../cx.ts'
import { type ChartSeries, DASHES } from './model.ts'

/** How a series is drawn, beside its name. */
export function Sample({ series: { tone, stroke, marker } }: { series: ChartSeries }) {
  return (
    // The colour is the span's, since forced colours reach it and not the drawing.
    <span className={cx('inline-flex shrink-0', toneText[tone].text)}>
      <svg width={20} height={10} viewBox="0 0 20 10" aria-hidden="true">
        <path
          d="M0 5h20"
          fill="none"
          stroke="currentColor"
          strokeWidth={1.75}
          strokeDasharray={DASHES[stroke].join(' ')}
          strokeLinecap="round"
        />
        {SHAPES[marker]}
      </svg>
    </span>
  )
}

const filled = { fill: 'currentColor', stroke: 'var(--color-surface)', strokeWidth: 1 }
const SHAPES: Record<ChartSeries['marker'], React.ReactNode> = {
  circle: <circle cx={10} cy={5} r={3.5} {...filled} />,
  ring: <circle cx={10} cy={5} r={3} fill="var(--color-surface)" stroke="currentColor" strokeWidth={1.5} />,
  square: <path d="M6.75 1.75h6.5v6.5h-6.5z" {...filled} />,
  diamond: <path d="m10 .75 4.25 4.25L10 9.25 5.75 5z" {...filled} />,
  triangle: <path d="m10 1 4.25 7.5h-8.5z" {...filled} />,
}
