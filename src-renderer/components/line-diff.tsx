import type { DiffHunk, LineDiff } from '#schemas'
import { cx } from './cx.ts'
import { Spelt } from './spell-out.tsx'

export interface LineDiffViewProps {
  readonly diff: LineDiff
  /** Names the box for screen readers. */
  readonly label: string
  /** Old and new beside each other; below each other otherwise. */
  readonly sideBySide: boolean
  readonly className?: string | undefined
}

/** One line of one side; `at` is its number there. */
interface Side {
  readonly at: number
  readonly sign: '-' | '+' | ' '
  readonly text: string
}

interface Row {
  readonly old: Side | undefined
  readonly fresh: Side | undefined
  /** Such as «No newline at end of file». */
  readonly remark?: string
}

const SIGNS = { '-': 'removed', '+': 'added', ' ': '' } as const
const GROUND = { '-': 'bg-bad-tint', '+': 'bg-good-tint', ' ': '' } as const
const MARK = { '-': 'text-bad', '+': 'text-good', ' ': 'text-ink-3' } as const

/** What changes, line by line, with a sign as well as a colour; blanks at line ends and what is invisible are spelt out. */
export function LineDiffView({ diff, label, sideBySide, className }: LineDiffViewProps) {
  return (
    <div
      role="group"
      aria-label={label}
      // It scrolls, so it must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      data-ring="inside"
      className={cx('overflow-auto bg-surface', className)}
    >
      <table className="w-full table-fixed border-collapse font-mono text-meta">
        <Tracks sideBySide={sideBySide} />
        {diff.hunks.map((hunk) => (
          <tbody key={`${hunk.old_start} ${hunk.new_start}`}>
            <tr className="border-y border-line bg-sunken text-ink-2">
              <td colSpan={sideBySide ? 4 : 3} className="px-3 py-0.5">
                {`@@ line ${hunk.old_start} → ${hunk.new_start}`}
              </td>
            </tr>
            {rowsOf(hunk, sideBySide).map((row, at) => (
              // Lines have no identity but their place.
              <DiffRow key={at} row={row} sideBySide={sideBySide} />
            ))}
          </tbody>
        ))}
      </table>
      {diff.cut && (
        <p className="border-t border-line px-4 py-2 text-warn">
          More changes than are shown here: {diff.added} lines come and {diff.removed} go in all.
        </p>
      )}
    </div>
  )
}

function Tracks({ sideBySide }: { sideBySide: boolean }) {
  return sideBySide ? (
    <colgroup>
      <col className="w-12" />
      <col />
      <col className="w-12" />
      <col />
    </colgroup>
  ) : (
    <colgroup>
      <col className="w-12" />
      <col className="w-12" />
      <col />
    </colgroup>
  )
}

function DiffRow({ row: { old, fresh, remark }, sideBySide }: { row: Row; sideBySide: boolean }) {
  if (remark !== undefined)
    return (
      <tr className="text-ink-3">
        <td colSpan={sideBySide ? 4 : 3} className="px-3">
          {remark}
        </td>
      </tr>
    )
  if (sideBySide)
    return (
      <tr className="align-top">
        <Numbered side={old} line />
        <Text side={old} />
        <Numbered side={fresh} line />
        <Text side={fresh} />
      </tr>
    )
  const side = fresh ?? old
  return (
    <tr className={cx('align-top', side && GROUND[side.sign])}>
      <Numbered side={old} />
      <Numbered side={fresh} />
      <Text side={side} />
    </tr>
  )
}

function Numbered({ side, line = false }: { side: Side | undefined; line?: boolean }) {
  return (
    <td
      className={cx(
        'px-2 text-right text-ink-3 tabular-nums select-none',
        line && side && GROUND[side.sign],
        line && 'border-l border-line first:border-l-0',
      )}
    >
      {side?.at}
    </td>
  )
}

function Text({ side }: { side: Side | undefined }) {
  if (side === undefined)
    return (
      <td className="bg-sunken">
        <span className="sr-only">nothing</span>
      </td>
    )
  return (
    <td className={cx('pr-3 pl-5 -indent-5 break-words whitespace-pre-wrap', GROUND[side.sign])}>
      <span
        aria-hidden="true"
        className={cx('inline-block w-5 indent-0 text-center font-strong select-none', MARK[side.sign])}
      >
        {side.sign === '-' ? '−' : side.sign}
      </span>
      {side.sign !== ' ' && <span className="sr-only">{SIGNS[side.sign]} </span>}
      <Blanks text={side.text} />
    </td>
  )
}

/** Tabs, and blanks that end a line, are as good as invisible. */
function Blanks({ text }: { text: string }) {
  const [, body = '', tail = ''] = /^(.*?)([ \t]*)$/s.exec(text) ?? []
  return (
    <>
      {body.split('\t').map((part, at) => (
        // Parts have no identity but their place.
        <span key={at}>
          {at > 0 && <span className="text-ink-3">{'→\t'}</span>}
          <Spelt text={part} />
        </span>
      ))}
      {tail !== '' && (
        <span className="rounded-sm bg-warn-tint text-warn">{tail.replaceAll(' ', '·').replaceAll('\t', '→')}</span>
      )}
    </>
  )
}

/** Lines of a hunk as rows; side by side, what goes stands beside what comes in its place. */
function rowsOf(hunk: DiffHunk, sideBySide: boolean): Row[] {
  const rows: Row[] = []
  let old = hunk.old_start
  let fresh = hunk.new_start
  let gone: Side[] = []
  let come: Side[] = []
  const flush = () => {
    const pairs = sideBySide ? Math.max(gone.length, come.length) : 0
    for (let at = 0; at < pairs; at += 1) rows.push({ old: gone[at], fresh: come[at] })
    if (!sideBySide) {
      rows.push(...gone.map((side) => ({ old: side, fresh: undefined })))
      rows.push(...come.map((side) => ({ old: undefined, fresh: side })))
    }
    gone = []
    come = []
  }
  for (const line of hunk.lines) {
    const text = line.slice(1)
    if (line.startsWith('-')) gone.push({ at: old++, sign: '-', text })
    else if (line.startsWith('+')) come.push({ at: fresh++, sign: '+', text })
    else if (line.startsWith('\\')) {
      flush()
      rows.push({ old: undefined, fresh: undefined, remark: `${text.trim()}.` })
    } else {
      flush()
      rows.push({ old: { at: old++, sign: ' ', text }, fresh: { at: fresh++, sign: ' ', text } })
    }
  }
  flush()
  return rows
}
