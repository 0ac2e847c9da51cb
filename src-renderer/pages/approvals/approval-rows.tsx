import { useMemo } from 'react'
import type { Approval } from '#schemas'
import { formatCount } from '#schemas/format'
import { approvalKindTexts, approvalStateTexts } from '#schemas/texts'
import {
  Button,
  Checkbox,
  type Column,
  cx,
  Kbd,
  ListNews,
  NetworkIcon,
  Spelt,
  spellOut,
  StateMark,
  Time,
  VirtualTable,
} from '../../components/index.ts'
import { headingOf } from './heading.ts'
import { TimeLeft } from './time-left.tsx'
import type { ApprovalList } from './use-approval-list.ts'

interface ApprovalRowsProps {
  readonly list: ApprovalList
  readonly activeId: string | undefined
  readonly startAt: string | undefined
  readonly onActive: (approval: Approval) => void
  /** Given where a request opens in the place of the list. */
  readonly onOpen?: ((approval: Approval) => void) | undefined
  readonly selected: ReadonlySet<string>
  readonly onSelect: (approval: Approval, selected: boolean) => void
  /** Put off until the others are decided. */
  readonly later: ReadonlySet<string>
}

/** The requests, those that wait first; what is settled meanwhile stays with its outcome. */
export function ApprovalRows(props: ApprovalRowsProps) {
  const { list, activeId, startAt, onActive, onOpen, selected, onSelect, later } = props
  const columns = useMemo(() => columnsOf(selected, onSelect, later), [selected, onSelect, later])
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ListNews
        text={list.left > 0 ? `${formatCount(list.left)} decided` : ''}
        act={
          <Button size="small" hint={<Kbd keys="U" />} onClick={list.tidy}>
            Tidy up
          </Button>
        }
      />
      <VirtualTable
        label="Approvals"
        items={list.rows}
        columns={columns}
        keyOf={(approval) => approval.id}
        total={list.more ? undefined : list.rows.length}
        activeKey={activeId}
        startAt={startAt}
        onActive={onActive}
        onOpen={onOpen}
        onExtend={(from, to) => {
          onSelect(from, true)
          if (to) onSelect(to, true)
        }}
        isSelected={(approval) => selected.has(approval.id)}
        onEnd={list.readOn}
        rowHeight={56}
        minWidth="0"
        tight
        className="min-h-0 flex-1"
      />
    </div>
  )
}

function columnsOf(
  selected: ReadonlySet<string>,
  onSelect: ApprovalRowsProps['onSelect'],
  later: ReadonlySet<string>,
): readonly Column<Approval>[] {
  return [
    {
      id: 'select',
      header: <span className="sr-only">Selected</span>,
      width: '1rem',
      cell: (approval) => (
        <Checkbox
          aria-label={`Select ${spellOut(headingOf(approval))}`}
          checked={selected.has(approval.id)}
          disabled={approval.state !== 'pending'}
          onChange={(is) => onSelect(approval, is)}
        />
      ),
    },
    {
      id: 'approval',
      header: 'Approval',
      width: 'minmax(0, 1fr)',
      cell: (approval) => <Row approval={approval} later={later.has(approval.id)} />,
    },
  ]
}

function Row({ approval, later }: { readonly approval: Approval; readonly later: boolean }) {
  const pending = approval.state === 'pending'
  return (
    <span className="flex min-w-0 flex-col">
      <span className="flex min-w-0 items-center gap-2">
        <StateMark of="approval" state={approval.state} word="" className="shrink-0 gap-0!" />
        <span
          className={cx('min-w-0 flex-1 truncate', !pending && 'text-ink-2', approval.first_command && 'font-mono')}
        >
          <Spelt text={headingOf(approval)} line />
        </span>
        {approval.network && <NetworkIcon className="shrink-0 text-ask" />}
      </span>
      <span className="flex min-w-0 items-center gap-2 pl-6 text-meta text-ink-3">
        <span className="min-w-0 flex-1 truncate">
          <span className={pending ? 'sr-only' : undefined}>{approvalStateTexts[approval.state].word} · </span>
          {later && pending && 'later · '}
          {approvalKindTexts[approval.kind]} · {approval.job.workspace}
        </span>
        {pending ? (
          <TimeLeft until={approval.expires_at} className="shrink-0" />
        ) : (
          <Time at={approval.decided_at ?? approval.asked_at} reachable={false} className="shrink-0" />
        )}
      </span>
    </span>
  )
}
