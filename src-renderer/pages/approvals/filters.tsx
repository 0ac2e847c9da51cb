import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { APPROVAL_KINDS } from '#schemas'
import { formatCount } from '#schemas/format'
import { approvalKindTexts } from '#schemas/texts'
import { useClient } from '../../app/index.ts'
import { Button, Chip, ChipChoice, FilterIcon, Menu, StateMark } from '../../components/index.ts'
import { GrantsDialog } from './grants-dialog.tsx'
import { grantsQuery } from './queries.ts'
import type { ApprovalsSearch } from './search.ts'

interface FiltersProps {
  readonly search: ApprovalsSearch
  readonly pending: number | undefined
  readonly onChange: (next: Partial<ApprovalsSearch>) => void
}

/** Which requests, and the grants that answer some of them. */
export function Filters({ search, pending, onChange }: FiltersProps) {
  const grants = useQuery(grantsQuery(useClient())).data ?? []
  const [showsGrants, setShowsGrants] = useState(false)
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-surface px-4 py-2">
      <div role="group" aria-label="States" className="flex flex-wrap gap-1.5">
        <ChipChoice chosen={search.state === undefined} onChange={() => onChange({ state: undefined })}>
          <StateMark of="approval" state="pending" />
          <span className="text-ink-2 tabular-nums">{pending === undefined ? '–' : formatCount(pending)}</span>
        </ChipChoice>
        <ChipChoice chosen={search.state === 'decided'} onChange={() => onChange({ state: 'decided' })}>
          Decided
        </ChipChoice>
        <ChipChoice chosen={search.state === 'all'} onChange={() => onChange({ state: 'all' })}>
          All
        </ChipChoice>
      </div>
      <Menu
        label="Kinds"
        align="start"
        trigger={
          <Button size="small" icon={FilterIcon}>
            Kind
          </Button>
        }
        items={APPROVAL_KINDS.map((kind) => ({
          label: approvalKindTexts[kind],
          chosen: search.kind === kind,
          onSelect: () => onChange({ kind: search.kind === kind ? undefined : kind }),
        }))}
      />
      {search.kind !== undefined && (
        <Chip onRemove={() => onChange({ kind: undefined })} removeLabel="Remove the kind">
          {approvalKindTexts[search.kind]}
        </Chip>
      )}
      {search.job !== undefined && (
        <Chip onRemove={() => onChange({ job: undefined })} removeLabel="Remove the job">
          job {search.job.slice(-8)}
        </Chip>
      )}
      <Button
        size="small"
        look={grants.length > 0 ? 'plain' : 'quiet'}
        className="ml-auto"
        onClick={() => setShowsGrants(true)}
      >
        Grants {formatCount(grants.length)}
      </Button>
      {showsGrants && <GrantsDialog grants={grants} onClose={() => setShowsGrants(false)} />}
    </div>
  )
}
