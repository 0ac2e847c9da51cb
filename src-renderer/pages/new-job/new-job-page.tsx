import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type InputProblem, JOB_TYPES, type JobDetail } from '#schemas'
import { shortId } from '#schemas/format'
import { jobQuery, PageTitle, problemOf, useBroughtJob, useClient, workspacesQuery } from '../../app/index.ts'
import { Button, ErrorPanel, Kbd, Skeleton, useKeys, useToast, WarningIcon } from '../../components/index.ts'
import { AskingNote } from './asking-note.tsx'
import { CheckRefusal } from './check-refusal.tsx'
import { ChangesPanel } from './changed-note.tsx'
import { changesOf } from './changes.ts'
import { checkDraft, type Draft, draftOfJob, newDraft, typeOf, unexplained, withRaised } from './draft.ts'
import { DraftViews } from './draft-views.tsx'
import { focusField } from './focus-field.ts'
import { JobForm } from './job-form.tsx'
import { MayDoPanel } from './may-do-panel.tsx'
import { refusalOf } from './refusal.ts'
import { type NewJobSearch, readNewJobSearch } from './search.ts'
import { useJobCheck } from './use-job-check.ts'
import { ToChange } from './to-change.tsx'

/** The page at its address. */
export function NewJobRoute() {
  const search = readNewJobSearch(useSearch({ strict: false }))
  // Another source is another form: what was typed for the one before must not stay.
  return <NewJobPage key={search.from ?? search.brought} search={search} />
}

/** Adds a job: what is asked for on the left, what it would be allowed to do on the right. */
function NewJobPage({ search }: { readonly search: NewJobSearch }) {
  const client = useClient()
  const source = useQuery({ ...jobQuery(client, search.from ?? ''), enabled: search.from !== undefined, meta: {} })
  const workspaces = useQuery(workspacesQuery(client))
  const brought = useBroughtJob(search.brought)
  const title = (
    <PageTitle text="New job">
      <span className="flex items-baseline gap-2">
        <Link to="/jobs" search={{}} activeOptions={{ exact: true }} className="font-normal text-ink-2 hover:text-ink">
          Jobs
        </Link>
        <span aria-hidden="true" className="font-normal text-ink-3">
          ›
        </span>
        New job
        {search.from !== undefined && (
          <span className="font-normal text-ink-3">
            from <span className="font-mono">{shortId(search.from)}</span>
          </span>
        )}
        {brought !== undefined && <span className="font-normal text-ink-3">from the file {brought.file}</span>}
      </span>
    </PageTitle>
  )
  const error = source.error ?? workspaces.error
  if (error)
    return (
      <>
        {title}
        <ErrorPanel {...problemOf(error, 'Nothing was added.')} className="m-6" />
      </>
    )
  if ((search.from !== undefined && !source.data) || !workspaces.data)
    return (
      <>
        {title}
        <Skeleton rows={10} className="p-6" />
      </>
    )
  const only = workspaces.data.length === 1 ? workspaces.data[0]?.name : undefined
  const initial = source.data
    ? draftFrom(source.data.job, search)
    : (brought?.job ?? newDraft(search.type ?? JOB_TYPES[0], search.ws ?? only))
  return (
    <>
      {title}
      <NewJob
        initial={initial}
        original={source.data && draftOfJob(source.data.job)}
        from={search.from}
        hasChoice={workspaces.data.length > 1}
      />
    </>
  )
}

function draftFrom(job: JobDetail, { raise }: NewJobSearch): Draft {
  return raise === undefined ? draftOfJob(job) : withRaised(draftOfJob(job), raise, job)
}

interface NewJobProps {
  readonly initial: Draft
  /** The job it is made from, and its id. */
  readonly original: Draft | undefined
  readonly from: string | undefined
  /** Whether there are several workspaces, so that one must be named. */
  readonly hasChoice: boolean
}

function NewJob({ initial, original, from, hasChoice }: NewJobProps) {
  const client = useClient()
  const navigate = useNavigate()
  const toast = useToast()
  const [draft, setDraft] = useState(initial)
  const [view, setView] = useState<'form' | 'json'>('form')
  const [unreadable, setUnreadable] = useState(false)
  const add = useMutation({
    mutationFn: () => client.jobs.enqueue({ ...draft }),
    onSuccess: ({ job, created }) => {
      toast({
        text: created ? `Job ${shortId(job.id)} added` : `Job ${shortId(job.id)} was there already; nothing was added`,
      })
      void navigate({ to: '/jobs/$id', params: { id: job.id }, search: {} })
    },
  })
  const checked = checkDraft(draft)
  const refusal = add.error ? refusalOf(add.error) : undefined
  const problems: readonly InputProblem[] = [
    ...(checked.ok ? unexplained(checked.spec) : checked.problems),
    ...(hasChoice && draft['workspace'] === undefined
      ? [{ field: 'workspace', problem: 'Choose the workspace this job is for.' }]
      : []),
    ...(refusal?.problems ?? []),
  ]
  const change = (next: Draft) => {
    setDraft(next)
    // What the core said was about the job before this change.
    if (add.error) add.reset()
  }
  const ready = problems.length === 0 && !unreadable
  const check = useJobCheck(ready ? draft : undefined)
  const unchecked = check.error ? problemOf(check.error) : undefined
  // What the dry run has said already is not said again when the core refuses the job for it.
  const foreseen = unchecked?.code ?? check.data?.refusal?.code
  const refused = ready ? (unchecked?.what ?? check.data?.refusal?.message) : undefined
  const show = (field: string | undefined) => {
    if (unreadable) return
    setView('form')
    // The form is only there once it has been drawn.
    requestAnimationFrame(() => focusField(field))
  }
  const submit = () => (ready ? add.mutate() : show(problems[0]?.field))
  useKeys([{ keys: 'Mod+Enter', label: 'Add job', changes: true, run: submit }])

  const button = (
    <Button
      look="primary"
      changes
      busy={add.isPending}
      aria-disabled={!ready || add.isPending}
      onClick={submit}
      hint={<Kbd keys="Mod+Enter" />}
      className="w-full"
    >
      Add job
    </Button>
  )
  return (
    <div className="mx-auto grid max-w-[80rem] grid-cols-[minmax(0,1fr)_22rem] items-start gap-6 p-6 max-lg:grid-cols-1">
      <DraftViews
        view={view}
        onView={setView}
        draft={draft}
        onChange={change}
        onUnreadable={setUnreadable}
        form={<JobForm draft={draft} onChange={change} problems={problems} original={original} />}
      />
      <aside aria-label="Before it is added" className="flex flex-col gap-4 lg:sticky lg:top-6">
        {original && from !== undefined && <ChangesPanel changes={changesOf(original, draft)} from={shortId(from)} />}
        {ready && check.data?.asking && <AskingNote asking={check.data.asking} />}
        {checked.ok && <MayDoPanel spec={checked.spec} check={ready ? check.data : undefined} />}
        {ready && check.data?.refusal && <CheckRefusal refusal={check.data.refusal} draft={draft} onChange={change} />}
        {ready && unchecked && (
          <CheckRefusal
            refusal={{ code: unchecked.code, message: unchecked.what, remedy: unchecked.todo }}
            draft={draft}
            onChange={change}
          />
        )}
        {problems.length > 0 && <ToChange type={typeOf(draft)} problems={problems} onShow={show} />}
        {refusal?.panel && refusal.panel.code !== foreseen && <ErrorPanel {...refusal.panel} />}
        <div className="max-lg:hidden">{button}</div>
        {unreadable && <p className="text-bad">The JSON cannot be read, so there is nothing to send.</p>}
      </aside>
      {/* Below one another the button would lie at the very end, so it stays in sight. */}
      <div className="sticky bottom-0 -mx-6 -mb-6 border-t border-line bg-canvas px-6 py-3 lg:hidden">
        {refused !== undefined && (
          <p className="mb-2 flex items-start gap-2 text-bad">
            <WarningIcon className="mt-0.5" />
            <span className="line-clamp-2 min-w-0 break-words">{refused}</span>
          </p>
        )}
        {button}
      </div>
    </div>
  )
}
