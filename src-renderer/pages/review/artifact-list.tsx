import { useMemo } from 'react'
import type { Artifact } from '#schemas'
import { formatCount } from '#schemas/format'
import { artifactStateTexts } from '#schemas/texts'
import {
  ArrowUpIcon,
  Bytes,
  Button,
  Checkbox,
  type Column,
  cx,
  Kbd,
  ListNews,
  Spelt,
  spellOut,
  StateMark,
  Time,
  VirtualTable,
} from '../../components/index.ts'
import { KIND_NAMES } from './kind-name.ts'
import type { ArtifactList } from './use-artifact-list.ts'

interface ArtifactListProps {
  readonly list: ArtifactList
  readonly activeId: string | undefined
  /** The row the address names: scrolled to and focused when the list appears. */
  readonly startAt: string | undefined
  readonly onActive: (artifact: Artifact) => void
  /** Given where an artifact opens in the place of the list. */
  readonly onOpen?: ((artifact: Artifact) => void) | undefined
  readonly selected: ReadonlySet<string>
  readonly onSelect: (artifact: Artifact, selected: boolean) => void
  readonly onExtend: (from: Artifact, to: Artifact | undefined) => void
  readonly total: number | undefined
}

/** The artifacts of the filter, newest first, two lines each. */
export function ArtifactRows({
  list,
  activeId,
  startAt,
  onActive,
  onOpen,
  selected,
  onSelect,
  onExtend,
  total,
}: ArtifactListProps) {
  const { rows, left, waiting } = list.list
  const columns = useMemo(() => columnsOf(selected, onSelect, left), [selected, onSelect, left])
  const news = [
    ...(waiting > 0 ? [`${formatCount(waiting)} new`] : []),
    ...(left.size > 0 ? [`${formatCount(left.size)} no longer ${left.size === 1 ? 'matches' : 'match'}`] : []),
  ].join(', ')
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <ListNews
        text={news}
        act={
          <Button size="small" icon={ArrowUpIcon} hint={<Kbd keys="U" />} onClick={list.show}>
            Show
          </Button>
        }
      />
      <VirtualTable
        label="Artifacts, newest first"
        items={rows}
        columns={columns}
        keyOf={(artifact) => artifact.id}
        total={total}
        activeKey={activeId}
        startAt={startAt}
        onActive={onActive}
        onOpen={onOpen}
        onExtend={onExtend}
        isSelected={(artifact) => selected.has(artifact.id)}
        onHold={list.onHold}
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
  onSelect: ArtifactListProps['onSelect'],
  left: ReadonlySet<string>,
): readonly Column<Artifact>[] {
  return [
    {
      id: 'select',
      header: <span className="sr-only">Selected</span>,
      width: '1rem',
      cell: (artifact) => (
        <Checkbox
          aria-label={`Select ${spellOut(artifact.name)}`}
          checked={selected.has(artifact.id)}
          onChange={(is) => onSelect(artifact, is)}
        />
      ),
    },
    {
      id: 'artifact',
      header: 'Artifact',
      width: 'minmax(0, 1fr)',
      cell: (artifact) => <Row artifact={artifact} left={left.has(artifact.id)} />,
    },
  ]
}

function Row({ artifact, left }: { artifact: Artifact; left: boolean }) {
  const decided = artifact.state !== 'needs_review'
  return (
    <span className="flex min-w-0 flex-col">
      <span className="flex min-w-0 items-center gap-2">
        <StateMark of="artifact" state={artifact.state} word="" className="shrink-0 gap-0!" />
        <span title={spellOut(artifact.name)} className={cx('min-w-0 flex-1 truncate', left && 'text-ink-2')}>
          <Spelt text={titleOf(artifact)} />
        </span>
      </span>
      <span className="flex min-w-0 items-center gap-2 pl-6 text-meta text-ink-3">
        <span className="min-w-0 flex-1 truncate">
          {decided ? (
            <StateMark of="artifact" state={artifact.state} className="gap-0! [&>svg]:hidden" />
          ) : (
            <span className="sr-only">{artifactStateTexts.needs_review.word} · </span>
          )}
          {decided && ' · '}
          {artifact.workspace} · <Bytes count={artifact.size} />
        </span>
        <Time at={artifact.created_at} reachable={false} className="shrink-0" />
      </span>
    </span>
  )
}

/** What tells it apart in a list: its kind, and a name unless that only repeats the id of its job. */
export function titleOf({ kind, name, job_id }: Artifact): string {
  return name.startsWith(job_id) ? `${KIND_NAMES[kind]} of job ${job_id.slice(-8)}` : `${KIND_NAMES[kind]} ${name}`
}
