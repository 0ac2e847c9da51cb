import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { cx } from './cx.ts'
import { useHold } from './hold.ts'
import { useKeys } from './keys/index.ts'
import { SortButton, UnreadRow } from './table-parts.tsx'
import { type Column, createDrawn, groundOf, isControl } from './table-row.tsx'
import { useAnchor, usePlaceOf } from './table-places.ts'

export interface VirtualTableProps<T extends object> {
  /** Names the table for screen readers. */
  label: string
  /** An undefined row is one that has not been read; it is drawn as a place for it. */
  items: readonly (T | undefined)[]
  /** Must be other columns whenever a cell would show something else for the same item. */
  columns: readonly Column<T>[]
  keyOf: (item: T) => string
  /** Number of all rows where more than the loaded ones are known; otherwise screen readers hear that it is open. */
  total?: number | undefined
  /** `Enter` on a row and a click on it. */
  onOpen?: ((item: T) => void) | undefined
  /** Shown below a row, at its own height. */
  detail?: ((item: T) => ReactNode | undefined) | undefined
  /** Given where a selection can be extended by keyboard: from the row one was on to the one one comes to. */
  onExtend?: ((from: T, to: T | undefined) => void) | undefined
  /** Given where several rows can be selected; otherwise the active row counts as the selected one. */
  isSelected?: ((item: T) => boolean) | undefined
  /** The row the keyboard is on; kept by key, so that it survives changes of the list. */
  activeKey?: string | undefined
  onActive?: ((item: T) => void) | undefined
  /** The row to scroll to and focus when the table appears, for the way back from what it opened. */
  startAt?: string | undefined
  /** Whether rows must hold still: pointer, focus or scrolling is in the table. */
  onHold?: ((held: boolean) => void) | undefined
  /** Tells the positions of the first and the last row drawn, and of the topmost one in sight. */
  onView?: ((first: number, last: number, top: number) => void) | undefined
  /** Called when the end comes near. */
  onEnd?: (() => void) | undefined
  /** After the last row. */
  foot?: ReactNode
  rowHeight?: number
  /** What the rows are of. With another one the table begins at its top; otherwise rows keep their place. */
  listKey?: string
  /** Its keys work only while the focus is in it: for a table inside what the rows of another are about. */
  keysInside?: boolean
  /** Columns nearer to each other, for tables of many. */
  tight?: boolean
  rowClass?: ((item: T) => string | undefined) | undefined
  /** The smallest width at which the columns stay readable; below it the table scrolls sideways. */
  minWidth?: string
  className?: string | undefined
}

/** So many rows before the last one the next are asked for. */
const NEAR_THE_END = 40

/** A table that draws only what is in view, moved through with `j` and `k` or the arrows. */
export function VirtualTable<T extends object>(props: VirtualTableProps<T>) {
  const {
    label,
    items,
    columns,
    keyOf,
    detail,
    foot,
    rowHeight = 32,
    onOpen,
    onActive,
    onView,
    onEnd,
    minWidth = '40rem',
  } = props
  const gap = props.tight === true ? 'gap-3' : 'gap-4'
  const scroller = useRef<HTMLDivElement>(null)
  const [ownActive, setOwnActive] = useState<string>()
  const activeKey = props.activeKey ?? ownActive
  const activeAt = usePlaceOf(items, keyOf, activeKey)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (at) => {
      const item = items[at]
      return item === undefined ? at : keyOf(item)
    },
    overscan: 12,
    useFlushSync: false,
  })
  useHold(scroller, props.onHold)
  const offset = useCallback(() => virtual.scrollOffset ?? 0, [virtual])
  useAnchor({ scroller, offset, listKey: props.listKey, items, keyOf, rowHeight, off: detail !== undefined })
  // Heights are kept per row, so another density must be told.
  useLayoutEffect(() => virtual.measure(), [virtual, rowHeight])

  const rows = virtual.getVirtualItems()
  const firstShown = rows[0]?.index ?? 0
  const lastShown = rows.at(-1)?.index ?? 0
  const top = virtual.range?.startIndex ?? 0
  useEffect(() => onView?.(firstShown, lastShown, top), [firstShown, lastShown, top, onView])
  useEffect(() => {
    if (items.length > 0 && lastShown >= items.length - NEAR_THE_END) onEnd?.()
  }, [lastShown, items.length, onEnd])

  const activate = (at: number) => {
    const item = items[Math.max(0, Math.min(items.length - 1, at))]
    if (item === undefined) return
    setOwnActive(keyOf(item))
    onActive?.(item)
  }
  const moveTo = (at: number) => {
    const target = Math.max(0, Math.min(items.length - 1, at))
    activate(target)
    virtual.scrollToIndex(target, { align: 'auto' })
    wanted.current = target
    focusWanted()
  }
  // The row may only exist after the scroll has been drawn, which can take more than one drawing.
  const wanted = useRef<number>(undefined)
  const focusWanted = () => {
    const target = scroller.current?.querySelector<HTMLElement>(`[data-at="${wanted.current}"]`)
    if (!target) return
    wanted.current = undefined
    target.focus({ preventScroll: true })
  }
  useEffect(() => {
    if (wanted.current !== undefined) focusWanted()
  })
  // Another row may become the one the page is about without a key of the table: the focus goes with it, so that what is
  // ringed is what the next key acts on.
  const followed = useRef(activeKey)
  useEffect(() => {
    if (followed.current === activeKey) return
    followed.current = activeKey
    if (activeAt < 0) return
    const on = document.activeElement
    const row = on instanceof HTMLElement && scroller.current?.contains(on) ? on.closest('[data-at]') : null
    const elsewhere = row !== null && row.getAttribute('data-at') !== String(activeAt)
    if (elsewhere || on === document.body) moveTo(activeAt)
  })
  const [startAt] = useState(() => items.findIndex((item) => item !== undefined && keyOf(item) === props.startAt))
  useEffect(() => {
    if (startAt >= 0) moveTo(startAt)
    // Only when the table appears.
    // oxlint-disable-next-line react/exhaustive-deps -- see above
  }, [])
  const open = () => {
    const item = items[activeAt]
    if (item !== undefined) onOpen?.(item)
  }
  const some = () =>
    items.length > 0 && (props.keysInside !== true || scroller.current?.contains(document.activeElement) === true)
  const { onExtend } = props
  const extend = (by: 1 | -1) => {
    const from = items[activeAt]
    if (from === undefined) return
    onExtend?.(from, items[activeAt + by])
    moveTo(activeAt + by)
  }
  const extending = { repeats: true, when: () => onExtend !== undefined && activeAt >= 0 }
  useKeys([
    { keys: 'Shift+j', label: 'Extend the selection down', run: () => extend(1), ...extending },
    { keys: 'Shift+k', label: 'Extend the selection up', run: () => extend(-1), ...extending },
    { keys: 'Shift+ArrowDown', label: 'Extend the selection down', run: () => extend(1), unlisted: true, ...extending },
    { keys: 'Shift+ArrowUp', label: 'Extend the selection up', run: () => extend(-1), unlisted: true, ...extending },
    { keys: 'j', label: 'Next row', run: () => moveTo(activeAt + 1), repeats: true, when: some },
    { keys: 'k', label: 'Previous row', run: () => moveTo(activeAt < 0 ? 0 : activeAt - 1), repeats: true, when: some },
    { keys: 'ArrowDown', label: 'Next row', run: () => moveTo(activeAt + 1), repeats: true, when: some },
    {
      keys: 'ArrowUp',
      label: 'Previous row',
      run: () => moveTo(activeAt < 0 ? 0 : activeAt - 1),
      repeats: true,
      when: some,
    },
    { keys: 'Home', label: 'First row', run: () => moveTo(0), when: some },
    { keys: 'End', label: 'Last loaded row', run: () => moveTo(items.length - 1), when: some },
    { keys: 'Enter', label: 'Open the row', run: open, when: () => onOpen !== undefined && activeAt >= 0 },
  ])

  // The very same element is not drawn again, so that scrolling draws new rows only.
  const drawn = useMemo(() => createDrawn(columns), [columns])
  const tracks = columns.map((column) => column.width).join(' ')
  return (
    <div
      ref={scroller}
      // Only in a tree may rows say whether they are open.
      role={detail ? 'treegrid' : 'grid'}
      aria-label={label}
      aria-rowcount={props.total === undefined ? -1 : props.total + 1}
      aria-multiselectable={props.isSelected ? true : undefined}
      className={cx('relative overflow-auto bg-surface', props.className)}
    >
      <div style={{ minWidth }}>
        <div role="rowgroup" className="sticky top-0 z-10 border-b border-line bg-surface">
          <div
            role="row"
            aria-rowindex={1}
            style={{ gridTemplateColumns: tracks }}
            className={cx('grid h-8 items-center px-4', gap)}
          >
            {columns.map((column) => (
              <div
                key={column.id}
                role="columnheader"
                aria-sort={column.sort?.now}
                className={cx('truncate text-meta text-ink-3', column.align === 'end' && 'text-right')}
              >
                {column.sort ? <SortButton {...column.sort}>{column.header}</SortButton> : column.header}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" style={{ height: virtual.getTotalSize() }} className="relative">
          {rows.map((row) => {
            const item = items[row.index]
            if (item === undefined) return <UnreadRow key={row.key} start={row.start} height={rowHeight} />
            const more = detail?.(item)
            const active = row.index === activeAt
            return (
              <div
                key={row.key}
                role="presentation"
                data-index={row.index}
                ref={detail ? virtual.measureElement : undefined}
                style={{ transform: `translateY(${row.start}px)` }}
                className="absolute inset-x-0 top-0"
              >
                {/* The row takes its keys from the page's keyboard, see useKeys above. */}
                {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events */}
                <div
                  role="row"
                  aria-rowindex={row.index + 2}
                  aria-level={detail ? 1 : undefined}
                  aria-expanded={detail ? more !== undefined : undefined}
                  aria-selected={props.isSelected ? props.isSelected(item) : active}
                  aria-current={props.isSelected && active ? true : undefined}
                  data-at={row.index}
                  data-ring="inside"
                  tabIndex={active || (activeAt < 0 && row.index === 0) ? 0 : -1}
                  onFocus={() => !active && activate(row.index)}
                  onClick={(event) => {
                    if (isControl(event.target, event.currentTarget)) return
                    activate(row.index)
                    onOpen?.(item)
                  }}
                  style={{ gridTemplateColumns: tracks, height: rowHeight }}
                  className={cx(
                    'grid items-center border-b border-line px-4',
                    gap,
                    groundOf({ active, selected: props.isSelected?.(item) }),
                    props.rowClass?.(item),
                  )}
                >
                  {drawn(item)}
                </div>
                {more !== undefined && (
                  <div role="row" aria-level={2} className="border-b border-line bg-sunken">
                    <div role="gridcell" aria-colspan={columns.length}>
                      {more}
                    </div>
                  </div>
                )}
              </div>
            )
          })}
        </div>
        {foot}
      </div>
    </div>
  )
}
