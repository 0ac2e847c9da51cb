import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { InputProblem, ScheduleDetail } from '#schemas'
import { useClient } from '../../../app/index.ts'
import { Button, Checkbox, ErrorPanel, Kbd, Panel, useKeys, useToast } from '../../../components/index.ts'
import { AskingNote } from '../../new-job/asking-note.tsx'
import { CheckRefusal } from '../../new-job/check-refusal.tsx'
import { withValue } from '../../new-job/draft.ts'
import { formFields } from '../../new-job/fields.ts'
import { focusField } from '../../new-job/focus-field.ts'
import { DraftViews } from '../../new-job/draft-views.tsx'
import { JobForm } from '../../new-job/job-form.tsx'
import { MayDoPanel } from '../../new-job/may-do-panel.tsx'
import { titledProblem } from '../../new-job/problems.ts'
import { ProblemLines } from '../../new-job/to-change.tsx'
import { useJobCheck, useStill } from '../../new-job/use-job-check.ts'
import { typeOf } from '../../new-job/draft.ts'
import { previewQuery } from '../queries.ts'
import { AfterPart } from './after-part.tsx'
import { ConflictPanel } from './conflict-panel.tsx'
import { checkSchedule, jobOf, previewRequest, recordsOf, type ScheduleDraft } from './draft.ts'
import { scheduleFields } from './fields.ts'
import { LivePreview } from './live-preview.tsx'
import { NamePart } from './name-part.tsx'
import { Grid, type PartProps } from './parts.tsx'
import { refusalOf } from './refusal.ts'
import { BlackoutsPart, LimitsPart, RulesPart } from './rules-part.tsx'
import { WhenPart } from './when-part.tsx'

interface EditorProps {
  readonly initial: ScheduleDraft
  /** The one that is changed; undefined for a new one. */
  readonly saved: ScheduleDetail | undefined
  /** Whether there are several workspaces, so that one must be named. */
  readonly hasChoice: boolean
  /** Reads what is saved now in place of what is typed. */
  readonly onReload: () => void
}

/** So long nothing is typed before the core is asked when it would fire. */
const STILL_MS = 250

/** A schedule as it is written: on the left what it is, on the right when it would fire and what its job may do. */
export function Editor({ initial, saved, hasChoice, onReload }: EditorProps) {
  const client = useClient()
  const navigate = useNavigate()
  const toast = useToast()
  const [draft, setDraft] = useState(initial)
  const [view, setView] = useState<'form' | 'json'>('form')
  const [unreadable, setUnreadable] = useState(false)
  const [switchOn, setSwitchOn] = useState(false)
  // An empty form is no mistake yet.
  const [tried, setTried] = useState(false)
  const fields = useMemo(() => scheduleFields(), [])

  const save = useMutation({
    mutationFn: async (revision: number | undefined) => {
      const spec = { ...draft }
      if (saved !== undefined && revision !== undefined) return client.schedules.edit({ id: saved.id, revision, spec })
      const created = await client.schedules.create(spec)
      return switchOn ? client.schedules.enable({ id: created.id }) : created
    },
    onSuccess: ({ id, name, state }) => {
      toast({ text: saved === undefined ? `${name} is added and ${state}` : `${name} is saved` })
      void navigate({ to: '/schedules/$id', params: { id }, search: {} })
    },
  })

  const checked = useMemo(() => checkSchedule(draft), [draft])
  const request = useStill(
    useMemo(() => previewRequest(draft, saved?.id), [draft, saved?.id]),
    STILL_MS,
  )
  const preview = useQuery(previewQuery(client, request))
  const refusal = save.error ? refusalOf(save.error) : undefined
  const job = jobOf(draft)
  const jobProblems: readonly InputProblem[] = [
    ...checked.jobProblems,
    ...(hasChoice && job['workspace'] === undefined
      ? [{ field: 'workspace', problem: 'Choose the workspace its jobs are for.' }]
      : []),
    ...(refusal?.jobProblems ?? []),
  ]
  const problems: readonly InputProblem[] = [
    ...(draft['name'] === '' || draft['name'] === undefined
      ? [{ field: 'name', problem: 'Give it a name.' }, ...checked.problems.filter(({ field }) => field !== 'name')]
      : checked.problems),
    ...(request === undefined || checked.problems.length > 0 ? [] : timeProblems(preview.data?.problem ?? null)),
    ...(refusal?.problems ?? []),
  ]
  const ready = problems.length === 0 && jobProblems.length === 0 && !unreadable
  const check = useJobCheck(jobProblems.length === 0 ? job : undefined)
  const change = (next: ScheduleDraft) => {
    setDraft(next)
    // What the core said was about the schedule before this change.
    if (save.error) save.reset()
  }
  const show = (field: string | undefined) => {
    if (unreadable) return
    setView('form')
    // The form is only there once it has been drawn.
    requestAnimationFrame(() => focusField(field))
  }
  const submit = () => {
    setTried(true)
    if (ready && !save.isPending) save.mutate(saved?.revision)
    else show((problems[0] ?? jobProblems[0])?.field)
  }
  const act = saved === undefined ? 'Add schedule' : 'Save schedule'
  useKeys([{ keys: 'Mod+Enter', label: act, changes: true, run: submit }])
  const jobFields = useMemo(() => formFields(typeOf(job)), [job])
  const lines = [
    ...problems.map((each) => ({ field: each.field, text: titledProblem(each, fields) })),
    ...jobProblems.map((each) => ({ field: each.field, text: titledProblem(each, jobFields) })),
  ]
  const part: PartProps = {
    draft,
    onChange: change,
    problems: tried ? problems : problems.filter(({ field }) => field !== 'name'),
    fields,
  }

  const live = (
    <LivePreview
      preview={preview.data}
      unfinished={request === undefined}
      error={preview.error}
      follows={recordsOf(draft['after']).length > 0}
    />
  )
  const button = (
    <Button
      look="primary"
      changes
      busy={save.isPending}
      aria-disabled={!ready || save.isPending}
      onClick={submit}
      hint={<Kbd keys="Mod+Enter" />}
      className="w-full"
    >
      {act}
    </Button>
  )
  return (
    <div className="mx-auto grid max-w-[84rem] grid-cols-[minmax(0,1fr)_23rem] items-start gap-6 p-6 max-lg:grid-cols-1">
      <DraftViews
        thing="schedule"
        view={view}
        onView={setView}
        draft={draft}
        onChange={change}
        onUnreadable={setUnreadable}
        form={
          <div className="flex flex-col gap-4">
            <Panel title="Schedule">
              <Grid>
                <NamePart {...part} />
              </Grid>
            </Panel>
            <Panel title="When">
              <WhenPart {...part} />
            </Panel>
            {/* Beside the form where there is room, else below what it is about. */}
            <div className="lg:hidden">{live}</div>
            <Panel title="After other schedules">
              <AfterPart {...part} own={saved?.id} />
            </Panel>
            <Panel title="What stands against a firing">
              <RulesPart {...part} />
            </Panel>
            <Panel title="Blackouts">
              <BlackoutsPart {...part} />
            </Panel>
            <LimitsPart {...part} />
            <h2 className="mt-2 text-section font-strong">The job it adds</h2>
            <JobForm
              template
              draft={job}
              onChange={(next) => change(withValue(draft, ['job'], next))}
              problems={jobProblems}
              original={undefined}
            />
          </div>
        }
      />
      <aside aria-label="Before it is saved" className="flex flex-col gap-4 lg:sticky lg:top-6">
        <div className="max-lg:hidden">{live}</div>
        {refusal?.conflict && saved !== undefined && (
          <ConflictPanel
            {...refusal.conflict}
            busy={save.isPending}
            onReload={onReload}
            onOverwrite={(revision) => save.mutate(revision)}
          />
        )}
        {refusal?.panel && <ErrorPanel {...refusal.panel} />}
        {lines.length > 0 && <ProblemLines lines={lines} onShow={show} />}
        {saved === undefined && <Checkbox checked={switchOn} onChange={setSwitchOn} label="Switch it on at once" />}
        <div className="max-lg:hidden">{button}</div>
        {unreadable && <p className="text-bad">The JSON cannot be read, so there is nothing to save.</p>}
        {checked.job && <MayDoPanel spec={checked.job} check={jobProblems.length === 0 ? check.data : undefined} />}
        {check.data?.asking && jobProblems.length === 0 && <AskingNote asking={check.data.asking} />}
        {check.data?.refusal && jobProblems.length === 0 && (
          <CheckRefusal
            refusal={check.data.refusal}
            draft={job}
            onChange={(next) => change(withValue(draft, ['job'], next))}
          />
        )}
      </aside>
      {/* Below one another the button would lie far from what is typed, so it stays in sight. */}
      <div className="sticky bottom-0 -mx-6 -mb-6 border-t border-line bg-canvas px-6 py-3 lg:hidden">{button}</div>
    </div>
  )
}

const PLACES: Readonly<Record<string, string>> = {
  cron_unreadable: 'trigger.expression',
  zone_unknown: 'zone',
  schedule_never_fires: 'trigger',
}

/** What the core would refuse of its times, at the field it is about. */
function timeProblems(problem: { readonly code: string; readonly message: string } | null): InputProblem[] {
  return problem === null ? [] : [{ field: PLACES[problem.code] ?? 'trigger', problem: problem.message }]
}
