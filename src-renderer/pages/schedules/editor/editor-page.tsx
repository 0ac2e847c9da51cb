import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { PageTitle, PathLink, problemOf, useClient, workspacesQuery } from '../../../app/index.ts'
import { buttonClass, ErrorPanel, Skeleton, Spelt } from '../../../components/index.ts'
import { scheduleQuery } from '../queries.ts'
import { readNewScheduleSearch } from '../search.ts'
import { ownZone } from '../zoned.ts'
import { copyOf, draftOfSpec, newScheduleDraft } from './draft.ts'
import { Editor } from './editor.tsx'

/** A new schedule, at its address. */
export function NewScheduleRoute() {
  const { from, after } = readNewScheduleSearch(useSearch({ strict: false }))
  const client = useClient()
  const source = useQuery({ ...scheduleQuery(client, from ?? ''), enabled: from !== undefined, meta: {} })
  const workspaces = useQuery(workspacesQuery(client))
  const only = workspaces.data?.length === 1 ? workspaces.data[0]?.name : undefined
  const error = source.error ?? workspaces.error
  const waits = workspaces.data === undefined || (from !== undefined && source.data === undefined)
  const spec = source.data?.spec
  return (
    <Page title="New schedule" back={{ to: '/schedules', label: 'Schedules' }} error={error} waits={waits}>
      <Editor
        // Another source is another form: what was typed for the one before must not stay.
        key={`${from ?? ''} ${after ?? ''}`}
        initial={spec ? copyOf(spec) : newScheduleDraft(ownZone(), only, after)}
        saved={undefined}
        hasChoice={(workspaces.data?.length ?? 0) > 1}
        onReload={() => undefined}
      />
    </Page>
  )
}

/** A schedule that is changed, at its address. */
export function EditScheduleRoute() {
  const { id = '' } = useParams({ strict: false })
  const client = useClient()
  // What is typed must not be pulled away under the writer, so the form begins from one reading; a conflict says the rest.
  const query = useQuery({ ...scheduleQuery(client, id), meta: {}, staleTime: Infinity, gcTime: 0 })
  const workspaces = useQuery(workspacesQuery(client))
  const [readings, setReadings] = useState(0)
  const { data } = query
  return (
    <Page
      title="Edit schedule"
      back={{ to: `/schedules/${id}`, label: data === undefined ? id : data.name }}
      error={query.error ?? workspaces.error}
      waits={data === undefined || workspaces.data === undefined}
    >
      {data !== undefined &&
        (data.spec === null || data.state === 'deleted' ? (
          <ErrorPanel
            className="m-6"
            what={data.spec === null ? 'What was asked for cannot be read any more.' : 'It was deleted.'}
            safe="Its firings and jobs stay."
            todo="Add a new schedule in its place."
            code={data.spec === null ? 'body_gone' : 'schedule_deleted'}
            action={
              <Link to="/schedules/new" search={{}} className={buttonClass('plain', 'small')}>
                Add schedule
              </Link>
            }
          />
        ) : (
          <Editor
            key={readings}
            initial={draftOfSpec(data.spec)}
            saved={data}
            hasChoice={(workspaces.data?.length ?? 0) > 1}
            onReload={() => void query.refetch().then(() => setReadings((count) => count + 1))}
          />
        ))}
    </Page>
  )
}

interface PageProps {
  readonly title: string
  readonly back: { readonly to: string; readonly label: string }
  readonly error: Error | null
  readonly waits: boolean
  readonly children: ReactNode
}

function Page({ title, back, error, waits, children }: PageProps) {
  return (
    <>
      <PageTitle text={title}>
        <span className="flex min-w-0 items-baseline gap-2">
          {back.to !== '/schedules' && (
            <>
              <Link
                to="/schedules"
                search={{}}
                activeOptions={{ exact: true }}
                className="font-normal text-ink-2 hover:text-ink"
              >
                Schedules
              </Link>
              <span aria-hidden="true" className="font-normal text-ink-3">
                ›
              </span>
            </>
          )}
          <PathLink to={back.to} className="min-w-0 truncate font-normal text-ink-2 hover:text-ink">
            <Spelt text={back.label} />
          </PathLink>
          <span aria-hidden="true" className="font-normal text-ink-3">
            ›
          </span>
          {title}
        </span>
      </PageTitle>
      {error ? (
        <ErrorPanel {...problemOf(error, 'Nothing was changed.')} className="m-6" />
      ) : waits ? (
        <Skeleton rows={10} className="p-6" />
      ) : (
        children
      )}
    </>
  )
}
