import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Job, Status } from '#schemas'
import { formatCount } from '#schemas/format'
import { heldReasonTexts } from '#schemas/texts'
import {
  newestJobsQuery,
  PathLink,
  pendingApprovalsQuery,
  useClient,
  useKillSwitch,
  workspacesQuery,
} from '../../app/index.ts'
import {
  AskIcon,
  Button,
  buttonClass,
  CheckIcon,
  FolderIcon,
  HeldIcon,
  KilledIcon,
  Kbd,
  linkClass,
  PageAskIcon,
  ScheduleTrippedIcon,
  Spelt,
  Time,
  useKeys,
} from '../../components/index.ts'
import { AddWorkspace } from '../first-run/index.ts'
import { useTripped } from '../schedules/index.ts'
import { Answer } from './answer.tsx'
import { ApprovalsAsked } from './approvals-asked.tsx'
import { JobLine, JobLines } from './job-line.tsx'

const SHOWN = 5
const IMPORTED = '/jobs?state=held&reason=imported'

type Look = 'primary' | 'plain'

/** What waits for the operator and for nobody else. The first of it has the page's primary action. */
export function NeedsYou({ status, primary }: { status: Status; primary: boolean }) {
  const client = useClient()
  const router = useRouter()
  const { openRelease } = useKillSwitch()
  const tripped = useTripped()
  const asked = useQuery(pendingApprovalsQuery(client)).data ?? 0
  const waiting = status.counts.held
  const jobs = useQuery({
    ...newestJobsQuery(client, { state: ['held'] }, 50),
    enabled: waiting > 0,
  })
  const { data: workspaces } = useQuery(workspacesQuery(client))
  const killed = status.kill_switch.killed.length
  const held = waiting === 0 ? [] : (jobs.data?.items ?? [])
  const imported = held.filter(({ held_reason }) => held_reason === 'imported')
  // Those the switch ended are asked about together, by the release; those that were imported are decided together.
  const others = held.filter(({ held_reason }) => held_reason !== 'kill_switch' && held_reason !== 'imported')
  const missing = workspaces?.filter(({ state }) => state === 'missing') ?? []
  const noWorkspace = workspaces?.length === 0 && !status.first_start
  const { needs_review: reviews } = status

  const items: { key: string; show: (look: Look) => ReactNode; open: (() => void) | undefined }[] = [
    ...(killed > 0 ? [{ key: 'killed', show: showKilled, open: undefined }] : []),
    ...(asked > 0 ? [{ key: 'asked', show: showAsked, open: () => go('/approvals') }] : []),
    ...others
      .slice(0, 1)
      .map((job) => ({ key: 'held', show: (look: Look) => showHeld(job, look), open: () => go(`/jobs/${job.id}`) })),
    ...(tripped.count > 0 ? [{ key: 'tripped', show: showTripped, open: () => go(trippedPath()) }] : []),
    ...(reviews > 0 ? [{ key: 'reviews', show: showReviews, open: () => go('/review') }] : []),
    ...(imported.length > 0 ? [{ key: 'imported', show: showImported, open: () => go(IMPORTED) }] : []),
  ]
  const first = primary ? items[0] : undefined
  useKeys([
    {
      keys: 'Enter',
      label: 'Open the first thing that needs you',
      run: () => first?.open?.(),
      // A release has no key.
      when: () => first?.open !== undefined && document.activeElement === document.body,
    },
  ])

  function go(path: string): void {
    void router.navigate({ href: path })
  }

  function showKilled(look: Look) {
    return (
      <Item
        icon={<KilledIcon className="text-warn" />}
        action={
          <Button look={look} size="small" onClick={openRelease}>
            Release…
          </Button>
        }
      >
        The kill switch stopped {formatCount(killed)} {killed === 1 ? 'run' : 'runs'}. The release asks what becomes of{' '}
        {killed === 1 ? 'it' : 'them'}.
      </Item>
    )
  }
  function showAsked(look: Look) {
    return (
      <>
        <Item
          icon={<AskIcon className="text-ask" />}
          action={<Open to="/approvals" look={look} label={asked === 1 ? 'Open approval' : 'Open approvals'} />}
        >
          {asked === 1
            ? 'A request waits for your approval.'
            : `${formatCount(asked)} requests wait for your approval.`}
        </Item>
        <ApprovalsAsked count={asked} />
      </>
    )
  }
  function showHeld(first: Job, look: Look) {
    return (
      <>
        <Item
          icon={<HeldIcon className="text-ask" />}
          action={<Open to={`/jobs/${first.id}`} look={look} label="Open job" />}
        >
          {others.length === 1
            ? 'A job is held until you decide.'
            : `${counted(others)} jobs are held until you decide.`}
        </Item>
        <JobLines>
          {others.slice(0, SHOWN).map((job) => (
            <JobLine key={job.id} job={job} reason={heldWords(job)}>
              <Time at={job.created_at} reachable={false} className="text-ink-3" />
            </JobLine>
          ))}
        </JobLines>
        {others.length > SHOWN && (
          <PathLink to="/jobs?state=held" className={linkClass}>
            All {formatCount(waiting)} that wait
          </PathLink>
        )}
      </>
    )
  }
  function trippedPath(): string {
    const [only] = tripped.some
    return tripped.count === 1 && only ? `/schedules/${only.id}` : '/schedules?state=tripped'
  }
  function showTripped(look: Look) {
    const names = tripped.some.map(({ name }) => name).join(', ')
    const more = tripped.count - tripped.some.length
    return (
      <Item
        icon={<ScheduleTrippedIcon className="text-bad" />}
        action={
          <Open
            to={trippedPath()}
            look={look}
            label={tripped.count === 1 ? 'Open schedule' : `Open ${formatCount(tripped.count)} schedules`}
          />
        }
      >
        The breaker stopped <Spelt text={names} />
        {more > 0 && ` and ${formatCount(more)} more`}: too many failures in a row.{' '}
        {tripped.count === 1 ? 'It fires' : 'They fire'} no more until you resume {tripped.count === 1 ? 'it' : 'them'}.
      </Item>
    )
  }
  function showReviews(look: Look) {
    return (
      <Item
        icon={<PageAskIcon className="text-ask" />}
        action={
          <Open
            to="/review"
            look={look}
            label={`Review ${formatCount(reviews)} ${reviews === 1 ? 'artifact' : 'artifacts'}`}
          />
        }
      >
        {formatCount(reviews)} {reviews === 1 ? 'artifact waits' : 'artifacts wait'} for your review; nothing is trusted
        before.
      </Item>
    )
  }
  function showImported(look: Look) {
    return (
      <Item icon={<HeldIcon className="text-ask" />} action={<Open to={IMPORTED} look={look} label="Decide" />}>
        {counted(imported)} imported {imported.length === 1 ? 'job waits' : 'jobs wait'} for your decision. None of them
        runs by itself.
      </Item>
    )
  }
  /** Of a list that was read in part, the rest is not known by its reason. */
  function counted(some: readonly Job[]): string {
    return jobs.data?.next_cursor === null ? formatCount(some.length) : `More than ${formatCount(some.length)}`
  }

  return (
    <Answer question="Needs you">
      {items.length === 0 && missing.length === 0 && !noWorkspace && (
        <p className="flex items-center gap-1.5 text-ink-2">
          <CheckIcon className="text-good" />
          Nothing waits for you.
        </p>
      )}
      {items.map(({ key, show }, index) => (
        <div key={key} className="flex flex-col gap-2">
          {show(primary && index === 0 ? 'primary' : 'plain')}
        </div>
      ))}
      {missing.map(({ name, path }) => (
        <Item key={name} icon={<FolderIcon className="text-warn" />}>
          The folder of workspace <strong>{name}</strong> is not there:{' '}
          <span className="font-mono break-all">{path}</span>. Bring it back, or remove the workspace.
        </Item>
      ))}
      {noWorkspace && <AddWorkspace />}
    </Answer>
  )
}

function Item({ icon, action, children }: { icon: ReactNode; action?: ReactNode; children: ReactNode }) {
  return (
    <div className="-my-1 flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1">
      <span className="flex min-w-0 items-center gap-2">
        {icon}
        <span>{children}</span>
      </span>
      {action}
    </div>
  )
}

function Open({ to, look, label = 'Open' }: { to: string; look: Look; label?: string }) {
  return (
    <PathLink to={to} className={buttonClass(look, 'small')}>
      {label}
      {look === 'primary' && <Kbd keys="Enter" />}
    </PathLink>
  )
}

function heldWords(job: Job): string {
  return job.held_reason === null ? 'It is held.' : heldReasonTexts[job.held_reason]
}
