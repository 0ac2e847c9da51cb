import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useClient } from '../../app/index.ts'
import { Button, buttonClass, EmptyState } from '../../components/index.ts'
import { JOB_STATES } from '#schemas'
import { jobStateTexts } from '#schemas/texts'
import { choiceOf, isState, splitList } from '#schemas/filter'
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
  // That nothing failed is good news, and is told as such.
  const allClear =
    inOthers > 0 && chosen.length > 0 && chosen.every((state) => state === 'failed' || state === 'retrying')
  return (
    <EmptyState
      kind={allClear ? 'all_clear' : 'filtered'}
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
          <Button changes busy={demo.isPending} onClick={() => demo.mutate()}>
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
  const [workspaces, reasons] = [choiceOf(search.ws), choiceOf(search.reason)]
  const types = splitList(search.type).map((type) => type.replace(/_task$/, ''))
  return [
    states.join(' or '),
    types.join(' or '),
    'jobs',
    search.q === undefined ? '' : `with “${search.q}”`,
    workspaces.any.length > 0 ? `in ${workspaces.any.join(' or ')}` : '',
    workspaces.not.length > 0 ? `not in ${workspaces.not.join(' or ')}` : '',
    reasons.any.length > 0 ? `because of ${codes(reasons.any)}` : '',
    reasons.not.length > 0 ? `not because of ${codes(reasons.not)}` : '',
    search.bulk === undefined ? '' : 'changed by this bulk operation',
    search.since === undefined ? '' : sinceWords(search.since),
    search.until === undefined ? '' : `before ${search.until}`,
  ]
    .filter(Boolean)
    .join(' ')
}

function codes(reasons: readonly string[]): string {
  return reasons.map((code) => code.replaceAll('_', ' ')).join(' or ')
}

function sinceWords(since: string): string {
  const [, count, unit] = /^(\d+)([mhdw])$/.exec(since) ?? []
  const noun = { m: 'minute', h: 'hour', d: 'day', w: 'week' }[unit ?? '']
  if (count === undefined || noun === undefined) return `since ${since}`
  return count === '1' ? `in the last ${noun}` : `in the last ${count} ${noun}s`
}
