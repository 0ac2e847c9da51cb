import { useQuery } from '@tanstack/react-query'
import type { Job, Status } from '#schemas'
import { formatCount } from '#schemas/format'
import { heldReasonTexts } from '#schemas/texts'
import { newestJobsQuery, PathLink, useClient, useKillSwitch, workspacesQuery } from '../../app/index.ts'
import { Button, CheckIcon, FolderIcon, KilledIcon, linkClass, Time } from '../../components/index.ts'
import { AddWorkspace } from './add-workspace.tsx'
import { Answer } from './answer.tsx'
import { JobLine, JobLines } from './job-line.tsx'

const SHOWN = 5

/** What waits for the operator and for nobody else. */
export function NeedsYou({ status }: { status: Status }) {
  const client = useClient()
  const { openRelease } = useKillSwitch()
  const waiting = status.counts.held + status.counts.awaiting_approval
  const jobs = useQuery({
    ...newestJobsQuery(client, { state: ['held', 'awaiting_approval'] }, 50),
    enabled: waiting > 0,
  })
  const { data: workspaces } = useQuery(workspacesQuery(client))
  const killed = status.kill_switch.killed.length
  // Those the switch ended are asked about together, by the release.
  const others =
    waiting === 0 ? [] : (jobs.data?.items ?? []).filter(({ held_reason }) => held_reason !== 'kill_switch')
  const missing = workspaces?.filter(({ state }) => state === 'missing') ?? []
  const noWorkspace = workspaces?.length === 0 && !status.first_start
  const clear = killed === 0 && others.length === 0 && missing.length === 0 && !noWorkspace
  return (
    <Answer question="Needs you">
      {clear && (
        <p className="flex items-center gap-1.5 text-ink-2">
          <CheckIcon className="text-good" />
          Nothing waits for you.
        </p>
      )}
      {killed > 0 && (
        <div className="flex flex-wrap items-center gap-3">
          <KilledIcon className="text-warn" />
          <span>
            The kill switch stopped {formatCount(killed)} {killed === 1 ? 'run' : 'runs'}. The release asks what becomes
            of {killed === 1 ? 'it' : 'them'}.
          </span>
          <Button size="small" onClick={openRelease}>
            Release…
          </Button>
        </div>
      )}
      {others.length > 0 && (
        <JobLines>
          {others.slice(0, SHOWN).map((job) => (
            <JobLine key={job.id} job={job} reason={heldWords(job)}>
              <Time at={job.created_at} reachable={false} className="text-ink-3" />
            </JobLine>
          ))}
        </JobLines>
      )}
      {waiting - killed > SHOWN && (
        <PathLink to="/jobs?state=held,awaiting_approval" className={linkClass}>
          All {formatCount(waiting)} that wait
        </PathLink>
      )}
      {missing.map(({ name, path }) => (
        <p key={name} className="flex items-center gap-2">
          <FolderIcon className="text-warn" />
          <span>
            The folder of workspace <strong>{name}</strong> is not there:{' '}
            <span className="font-mono break-all">{path}</span>. Bring it back, or remove the workspace.
          </span>
        </p>
      ))}
      {noWorkspace && <AddWorkspace />}
    </Answer>
  )
}

function heldWords(job: Job): string {
  return job.held_reason === null ? 'It starts when you approve it.' : heldReasonTexts[job.held_reason]
}
