import type { ReactNode } from 'react'
import { formatCount } from '#schemas/format'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import { ErrorPanel, type ErrorPanelProps } from './error-panel.tsx'
import { LoadingBar, Skeleton } from './skeleton.tsx'

interface DecideBarProps {
  /** There is little room. */
  readonly tight: boolean
  readonly children: ReactNode
}

/** The foot of what is decided about: every act on it. */
export function DecideBar({ tight, children }: DecideBarProps) {
  return (
    <div
      role="group"
      aria-label="Decide"
      className={cx(
        'flex shrink-0 flex-wrap items-center border-t border-line bg-surface px-4',
        tight ? 'gap-1.5 py-1.5' : 'gap-2 py-2.5',
      )}
    >
      {children}
    </div>
  )
}

interface SelectedBarProps {
  readonly label: string
  readonly count: number
  readonly onClear: () => void
  readonly children: ReactNode
}

/** The foot of a list: what can be done with all that are selected. */
export function SelectedBar({ label, count, onClear, children }: SelectedBarProps) {
  return (
    <div
      role="group"
      aria-label={label}
      className="flex shrink-0 flex-wrap items-center gap-2 border-t border-line bg-selected px-4 py-2"
    >
      <span className="mr-auto font-strong">{formatCount(count)} selected</span>
      {children}
      <Button size="small" look="quiet" onClick={onClear}>
        Clear
      </Button>
    </div>
  )
}

interface ListNewsProps {
  /** What changed behind the rows; empty where nothing did. */
  readonly text: string
  readonly act: ReactNode
}

/** The head of a list whose rows hold still: what it does not show yet, and the act that shows it. */
export function ListNews({ text, act }: ListNewsProps) {
  if (text === '') return null
  return (
    <div className="flex items-center justify-between gap-2 border-b border-line bg-surface px-4 py-1.5 text-ink-2">
      <span role="status">{text}</span>
      {act}
    </div>
  )
}

interface ListStandProps {
  readonly list: { readonly loading: boolean; readonly loaded: boolean; readonly retry: () => void }
  /** Why it could not be read. */
  readonly problem: Omit<ErrorPanelProps, 'action' | 'className'> | undefined
  /** Rows that the place of one that is not there yet has. */
  readonly rows: number
}

/** How the reading of a list stands, above its rows or in their place. */
export function ListStand({ list, problem, rows }: ListStandProps) {
  return (
    <>
      <LoadingBar active={list.loading && list.loaded} />
      {problem && (
        <ErrorPanel
          className="m-4"
          {...problem}
          action={
            <Button size="small" onClick={list.retry}>
              Load again
            </Button>
          }
        />
      )}
      {!list.loaded && !problem && <Skeleton rows={rows} className="bg-surface" />}
    </>
  )
}
