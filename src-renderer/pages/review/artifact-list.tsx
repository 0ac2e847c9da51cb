import { useCallback } from 'react'
import type { Artifact } from '#schemas'
import { formatCount } from '#schemas/format'
import { artifactStateTexts } from '#schemas/texts'
import {
  ArrowUpIcon,
  Bytes,
  Button,
  type Deciding,
  DecidingLines,
  DecidingRows,
  Kbd,
  Spelt,
  spellOut,
  StateMark,
  Time,
} from '../../components/index.ts'
import { KIND_NAMES } from './kind-name.ts'
import type { ArtifactList } from './use-artifact-list.ts'

interface ArtifactRowsProps {
  readonly list: ArtifactList
  readonly deciding: Deciding<Artifact>
  readonly single: boolean
}

/** The artifacts of the filter, newest first. */
export function ArtifactRows({ list, deciding, single }: ArtifactRowsProps) {
  const { rows, left, waiting } = list.list
  const cell = useCallback((artifact: Artifact) => <Row artifact={artifact} left={left.has(artifact.id)} />, [left])
  const news = [
    ...(waiting > 0 ? [`${formatCount(waiting)} new`] : []),
    ...(left.size > 0 ? [`${formatCount(left.size)} no longer ${left.size === 1 ? 'matches' : 'match'}`] : []),
  ].join(', ')
  return (
    <DecidingRows
      label="Artifacts, newest first"
      header="Artifact"
      items={rows}
      total={list.more ? undefined : rows.length}
      deciding={deciding}
      single={single}
      news={news}
      newsAct={
        <Button size="small" icon={ArrowUpIcon} hint={<Kbd keys="U" />} onClick={list.show}>
          Show
        </Button>
      }
      nameOf={nameOf}
      cell={cell}
      onHold={list.onHold}
      onEnd={list.readOn}
    />
  )
}

const nameOf = ({ name }: Artifact) => spellOut(name)

function Row({ artifact, left }: { artifact: Artifact; left: boolean }) {
  const decided = artifact.state !== 'needs_review'
  return (
    <DecidingLines
      sign={<StateMark of="artifact" state={artifact.state} word="" className="shrink-0 gap-0!" />}
      title={<Spelt text={titleOf(artifact)} />}
      titleClass={left && 'text-ink-2'}
      whole={spellOut(artifact.name)}
      facts={
        <>
          {decided ? (
            <StateMark of="artifact" state={artifact.state} className="gap-0! [&>svg]:hidden" />
          ) : (
            <span className="sr-only">{artifactStateTexts.needs_review.word} · </span>
          )}
          {decided && ' · '}
          {artifact.workspace} · <Bytes count={artifact.size} />
        </>
      }
      at={<Time at={artifact.created_at} reachable={false} />}
    />
  )
}

/** What tells it apart in a list: its kind, and a name unless that only repeats the id of its job. */
export function titleOf({ kind, name, job_id }: Artifact): string {
  return name.startsWith(job_id) ? `${KIND_NAMES[kind]} of job ${job_id.slice(-8)}` : `${KIND_NAMES[kind]} ${name}`
}
