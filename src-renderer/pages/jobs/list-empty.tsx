import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useClient } from '../../app/index.ts'
import { Button, buttonClass, EmptyState } from '../../components/index.ts'
import { JOB_STATES } from '#schemas'
import { jobStateTexts } from '#schemas/texts'
import { isState, splitList } from '#schemas/filter'
import type { Counted } from './queries.ts'
import { hasFilter, type JobsSearch } from './search.ts'

interface ListEmptyProps {
  readonly search: JobsSearch
  readonly counted: Counted | undefined
  readonly total: number | undefined
  readonly onClear: () => void
}

/** Why no job is listed: none was ever added, or none matches. */
export function ListEmpty({ search, counted, total, onClear }: ListEmptyProps) {
  if (!hasFilter(search)) return <FirstUse />
  const chosen = splitList(search.state)
  const inOthers = JOB_STATES.reduce(
    (sum, state) => sum + (chosen.includes(state) ? 0 : (counted?.counts[state] ?? 0)),
    0,
  )
  return (
    <EmptyState
      kind="filtered"
      title={`No ${filteredNoun(search)}.`}
      action={<Button onClick={onClear}>Clear filters</Button>}
    >
      {chosen.length > 0 && inOthers > 0
        ? `${inOthers.toLocaleString('en-US')} in other states.`
        : `${(total ?? 0).toLocaleString('en-US')} without these filters.`}
    </EmptyState>
  )
}

function FirstUse() {
  const client = useClient()
  const demo = useMutation({ mutationFn: () => client.demo.start() })
  return (
    <EmptyState
      kind="first_use"
      title="No jobs yet."
      action={
        <>
          <Link to="/jobs/new" search={{}} className={buttonClass('plain')}>
            Add job
          </Link>
          <Button busy={demo.isPending} onClick={() => demo.mutate()}>
            Run the demo
          </Button>
        </>
      }
    >
      Add one, or run the demo in a workspace of its own to see what a run leaves behind.
    </EmptyState>
  )
}

/** `failed or retrying jobs with “publish” in demo since 24h`, from the filters in force. */
export function filteredNoun(search: JobsSearch): string {
  const states = splitList(search.state).map((state) =>
    isState(state) ? jobStateTexts[state].word.toLowerCase() : state,
  )
  const types = splitList(search.type).map((type) => type.replace(/_task$/, ''))
  return [
    states.join(' or '),
    types.join(' or '),
    'jobs',
    search.q === undefined ? '' : `with “${search.q}”`,
    search.ws === undefined ? '' : `in ${splitList(search.ws).join(' or ')}`,
    search.since === undefined ? '' : sinceWords(search.since),
    search.until === undefined ? '' : `before ${search.until}`,
  ]
    .filter(Boolean)
    .join(' ')
}

function sinceWords(since: string): string {
  const [, count, unit] = /^(\d+)([mhdw])$/.exec(since) ?? []
  const noun = { m: 'minutes', h: 'hours', d: 'days', w: 'weeks' }[unit ?? '']
  return count === undefined || noun === undefined ? `since ${since}` : `in the last ${count} ${noun}`
}
