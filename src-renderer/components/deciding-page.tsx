import type { ReactNode, Ref } from 'react'
import { cx } from './cx.ts'

interface DecidingPageProps {
  readonly place: Ref<HTMLDivElement>
  /** There is room for the list, or for what is open, but not for both. */
  readonly single: boolean
  /** There is little room for both. */
  readonly tight?: boolean
  readonly listShown: boolean
  /** Above the list, which they narrow. */
  readonly filters: ReactNode
  /** How the reading of the list stands. */
  readonly stand: ReactNode
  /** In the place of both, where the list was read and has no row. */
  readonly nothing: ReactNode
  readonly hasRows: boolean
  readonly list: ReactNode
  /** Below the list: what can be done with what is selected. */
  readonly bar: ReactNode
  /** What is decided about. */
  readonly open: ReactNode
  /** Dialogs. */
  readonly children?: ReactNode
}

/** A page of decisions: filters above, the list, and beside it, or in its place, what is decided about. */
export function DecidingPage(props: DecidingPageProps) {
  const { place, single, tight = false, listShown, filters, stand, nothing, hasRows, list, bar, open, children } = props
  return (
    <div ref={place} className="flex h-full flex-col">
      {listShown && filters}
      {stand}
      {nothing}
      {hasRows && (
        <div className="flex min-h-48 flex-1">
          {listShown && (
            <div
              className={cx(
                'flex shrink-0 flex-col',
                single ? 'w-full' : 'border-r border-line',
                !single && (tight ? 'w-72' : 'w-80'),
              )}
            >
              {list}
              {bar}
            </div>
          )}
          {open}
        </div>
      )}
      {children}
    </div>
  )
}
