import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import type { SortProps } from './table-parts.tsx'

export interface Column<T> {
  id: string
  header: ReactNode
  /** A CSS grid track: `8rem`, `minmax(10rem, 2fr)`. */
  width: string
  cell: (item: T) => ReactNode
  align?: 'start' | 'end'
  /** Where the rows can be sorted by it: how they are now, and what turns them round. */
  sort?: SortProps | undefined
}

/** Where rows can be selected, the one the keyboard is on is marked at its edge, so that the two are not taken for each other. */
export function groundOf({ active, selected }: { active: boolean; selected: boolean | undefined }): string {
  const edge = active && selected !== undefined && 'shadow-[inset_3px_0_0_var(--color-run)]'
  if (selected === true || (selected === undefined && active)) return cx('bg-selected', edge)
  return cx(active ? 'bg-sunken' : 'hover:bg-sunken', edge)
}

/** Draws the cells of an item once, for as long as item and columns stay the same. */
export function createDrawn<T extends object>(columns: readonly Column<T>[]): (item: T) => ReactNode {
  const known = new WeakMap<T, ReactNode>()
  return (item) => {
    const cells = known.get(item) ?? (
      <>
        {columns.map((column) => (
          <div
            key={column.id}
            role="gridcell"
            className={cx('min-w-0 truncate', column.align === 'end' && 'text-right')}
          >
            {column.cell(item)}
          </div>
        ))}
      </>
    )
    known.set(item, cells)
    return cells
  }
}

/**
 * A link or button inside the row does its own thing. So does a menu that belongs to the row but is drawn elsewhere: React
 * hands its clicks on to the row all the same.
 */
export function isControl(target: EventTarget, row: HTMLElement): boolean {
  if (!(target instanceof Element) || !row.contains(target)) return true
  const control = target.closest('a[href], button, input, select, textarea, label')
  return control !== null && row.contains(control)
}
