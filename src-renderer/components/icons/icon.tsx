import type { ReactNode } from 'react'
import { cx } from '../cx.ts'

export interface IconProps {
  /** Edge in pixels; 16 beside body text. */
  size?: number
  className?: string | undefined
}
export type Icon = (props: IconProps) => ReactNode

/** An icon on the 16 px grid, drawn in the colour of the text. It never speaks: the word beside it does. */
export function drawn(paths: ReactNode, filled = false): Icon {
  return ({ size = 16, className }) => (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill={filled ? 'currentColor' : 'none'}
      stroke={filled ? 'none' : 'currentColor'}
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={cx('shrink-0', className)}
      aria-hidden="true"
      focusable="false"
    >
      {paths}
    </svg>
  )
}

/** The sign inside a filled shape: a hole in the colour of the page, so that it stays readable in any palette. */
export const CUT = {
  fill: 'none',
  stroke: 'var(--color-surface)',
  strokeWidth: 1.75,
} as const
