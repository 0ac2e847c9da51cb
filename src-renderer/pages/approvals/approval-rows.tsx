import { useCallback } from 'react'
import type { Approval } from '#schemas'
import { formatCount } from '#schemas/format'
import { approvalKindTexts, approvalStateTexts } from '#schemas/texts'
import {
  Button,
  cx,
  type Deciding,
  DecidingLines,
  DecidingRows,
  Kbd,
  NetworkIcon,
  Spelt,
  spellOut,
  StateMark,
  Time,
} from '../../components/index.ts'
import { headingOf } from './heading.ts'
import { isPending } from './list-model.ts'
import { TimeLeft } from './time-left.tsx'
import type { ApprovalList } from './use-approval-list.ts'

interface ApprovalRowsProps {
  readonly list: ApprovalList
  readonly deciding: Deciding<Approval>
  readonly single: boolean
  /** Put off until the others are decided. */
  readonly later: ReadonlySet<string>
}

/** The requests, those that wait first; what is settled meanwhile stays with its outcome. */
export function ApprovalRows({ list, deciding, single, later }: ApprovalRowsProps) {
  const cell = useCallback((approval: Approval) => <Row approval={approval} later={later.has(approval.id)} />, [later])
  return (
    <DecidingRows
      label="Approvals"
      header="Approval"
      items={list.rows}
      total={list.more ? undefined : list.rows.length}
      deciding={deciding}
      single={single}
      news={list.left > 0 ? `${formatCount(list.left)} decided` : ''}
      newsAct={
        <Button size="small" hint={<Kbd keys="U" />} onClick={list.tidy}>
          Tidy up
        </Button>
      }
      nameOf={nameOf}
      canSelect={isPending}
      cell={cell}
      onEnd={list.readOn}
    />
  )
}

const nameOf = (approval: Approval) => spellOut(headingOf(approval))

function Row({ approval, later }: { readonly approval: Approval; readonly later: boolean }) {
  const pending = isPending(approval)
  return (
    <DecidingLines
      sign={<StateMark of="approval" state={approval.state} word="" className="shrink-0 gap-0!" />}
      title={<Spelt text={headingOf(approval)} line />}
      titleClass={cx(!pending && 'text-ink-2', approval.first_command && 'font-mono')}
      mark={approval.network && <NetworkIcon className="shrink-0 text-ask" />}
      facts={
        <>
          <span className={pending ? 'sr-only' : undefined}>{approvalStateTexts[approval.state].word} · </span>
          {later && pending && 'later · '}
          {approvalKindTexts[approval.kind]} · {approval.job.workspace}
        </>
      }
      at={
        pending ? (
          <TimeLeft until={approval.expires_at} />
        ) : (
          <Time at={approval.decided_at ?? approval.asked_at} reachable={false} />
        )
      }
    />
  )
}
