import { useState } from 'react'
import { Checkbox, cx, Panel, Spelt } from '../../../components/index.ts'
import type { Comparison } from './differences.ts'

interface CompareTableProps {
  readonly title: string
  readonly rows: readonly Comparison[]
  /** What is said when there is nothing to compare. */
  readonly nothing: string
  /** Whether what is the same on both sides is hidden until it is wanted. */
  readonly onlyDifferences?: boolean
}

/** Facts of two runs beside each other; what differs is marked by a sign, not only by its ground. */
export function CompareTable({ title, rows, nothing, onlyDifferences = false }: CompareTableProps) {
  const [all, setAll] = useState(!onlyDifferences)
  const shown = all ? rows : rows.filter(({ differs }) => differs)
  const same = rows.length - rows.filter(({ differs }) => differs).length
  return (
    <Panel
      title={title}
      flush
      aside={onlyDifferences && same > 0 && <Checkbox checked={all} onChange={setAll} label={`Show ${same} alike`} />}
    >
      {shown.length === 0 ? (
        <p className="border-t border-line px-4 py-3 text-ink-2">{rows.length === 0 ? nothing : `Nothing differs.`}</p>
      ) : (
        <table className="w-full table-fixed border-t border-line text-left">
          <thead>
            <tr className="h-8 text-meta text-ink-3">
              <th scope="col" className="w-44 px-4 font-normal max-sm:w-28">
                What
              </th>
              <th scope="col" className="px-2 font-normal">
                A
              </th>
              <th scope="col" className="px-2 font-normal">
                B
              </th>
              <th scope="col" className="w-44 px-4 font-normal max-sm:w-20">
                Difference
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.name} className={cx('border-t border-line align-top', row.differs && 'bg-warn-tint/60')}>
                <th scope="row" className="px-4 py-1.5 font-normal break-words text-ink-2">
                  <Spelt text={row.name} />
                </th>
                <td className="px-2 py-1.5 break-words whitespace-pre-wrap">
                  <Spelt text={row.a} />
                </td>
                <td className="px-2 py-1.5 break-words whitespace-pre-wrap">
                  <Spelt text={row.b} />
                </td>
                <td className={cx('px-4 py-1.5', row.differs ? 'text-warn' : 'text-ink-3')}>
                  {row.differs ? (row.change ?? '≠ differs') : 'alike'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}
