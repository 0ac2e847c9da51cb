import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { PageTitle, problemOf, useClient, workersQuery } from '../../app/index.ts'
import { Button, ErrorPanel, PlusIcon, Skeleton } from '../../components/index.ts'
import { Presets } from './presets.tsx'
import { rulesQuery, scheduleNamesQuery } from './queries.ts'
import { EMPTY_RULE } from './rule-draft.ts'
import { RuleDialog } from './rule-dialog.tsx'
import { Rules } from './rules.tsx'

const route = getRouteApi('/policies')

/** What work may do, and what of it is asked about first. */
export function PoliciesPage() {
  const client = useClient()
  const navigate = useNavigate()
  const { preset, rule: edited } = route.useSearch()
  const rules = useQuery(rulesQuery(client))
  const schedules = useQuery(scheduleNamesQuery(client)).data ?? []
  const workers = useQuery(workersQuery(client)).data ?? []
  const edit = (rule: string | undefined) =>
    void navigate({ to: '/policies', search: { ...(preset && { preset }), ...(rule !== undefined && { rule }) } })
  const found = rules.data?.find(({ id }) => id === edited)
  return (
    <div className="mx-auto flex max-w-360 flex-col gap-4 p-4 sm:p-6">
      <PageTitle text="Policies" />
      <div className="flex items-start gap-x-4 max-sm:flex-wrap">
        <p className="mr-auto max-w-[100ch] text-pretty text-ink-2">
          A preset says what a job may do. Rules say which work waits for you before it does it, whatever it may do.
        </p>
        <Button look="primary" changes icon={PlusIcon} onClick={() => edit('new')}>
          Add rule
        </Button>
      </div>
      {rules.error && <ErrorPanel {...problemOf(rules.error, 'The rules themselves hold as before.')} />}
      {rules.isPending && <Skeleton rows={4} />}
      {rules.data && <Rules rules={rules.data} schedules={schedules} onEdit={edit} />}
      <Presets
        workers={workers}
        open={preset}
        onOpen={(name) => void navigate({ to: '/policies', search: { ...(name && { preset: name }) }, replace: true })}
      />
      {edited === 'new' && <RuleDialog start={EMPTY_RULE} schedules={schedules} onClose={() => edit(undefined)} />}
      {found && (
        <RuleDialog
          key={found.revision}
          start={found.spec}
          of={found}
          schedules={schedules}
          onClose={() => edit(undefined)}
        />
      )}
    </div>
  )
}
