import { useMutation, useQuery } from '@tanstack/react-query'
import { FINAL_JOB_STATES, JOB_STATES, type Workspace } from '#schemas'
import { formatCount } from '#schemas/format'
import { problemOf, RemoveDialog, useClient } from '../../app/index.ts'
import { ErrorPanel, Skeleton, useToast } from '../../components/index.ts'

const UNFINISHED = JOB_STATES.filter((state) => FINAL_JOB_STATES.every((final) => final !== state))

/** Says what points at a folder before it is allowed no more. */
export function RemoveWorkspace({ workspace, onClose }: { workspace: Workspace; onClose: () => void }) {
  const client = useClient()
  const toast = useToast()
  const counts = useQuery({
    queryKey: ['workspace-jobs', workspace.name],
    queryFn: ({ signal }) => client.jobs.counts({ filter: { workspace: [workspace.name] } }, { signal }),
    meta: { live: { topics: ['jobs'] } },
    gcTime: 0,
  })
  const held = counts.data && UNFINISHED.reduce((sum, state) => sum + counts.data.counts[state], 0)
  const running = counts.data?.counts.running ?? 0
  const ended = counts.data && FINAL_JOB_STATES.reduce((sum, state) => sum + counts.data.counts[state], 0)
  const remove = useMutation({
    mutationFn: () => client.workspaces.remove({ name: workspace.name, force: (held ?? 0) > 0 }),
    onSuccess: (outcome) => {
      toast({
        text: `Workspace ${outcome.removed} removed${outcome.held > 0 ? `, ${jobs(outcome.held)} held` : ''}.`,
        undo: () =>
          void client.workspaces
            .add({ path: workspace.path, name: workspace.name })
            .catch((error: unknown) => toast({ text: `Not undone. ${problemOf(error).what}`, trouble: true })),
      })
      onClose()
    },
  })
  return (
    <RemoveDialog
      what={`the workspace ${workspace.name}`}
      button={held !== undefined && held > 0 ? `Remove and hold ${jobs(held)}` : 'Remove'}
      acting={remove}
      still="The workspace is still allowed."
      ready={held !== undefined}
      onRemove={() => remove.mutate()}
      onClose={onClose}
    >
      <p className="break-all">
        <code>{workspace.path}</code>
      </p>
      <p>The folder itself and everything in it stay as they are. No job can be pointed at it any more.</p>
      <div aria-live="polite">
        {counts.isError && <ErrorPanel {...problemOf(counts.error, 'Nothing was removed.')} />}
        {counts.isPending && <Skeleton rows={1} />}
        {held !== undefined && ended !== undefined && (
          <ul>
            <li>
              {held === 0
                ? 'No unfinished job points at it.'
                : `${jobs(held)} not finished: ${held === 1 ? 'it is' : 'they are'} held until the workspace is back.`}
            </li>
            {running > 0 && (
              <li>{`${jobs(running)} of these ${running === 1 ? 'runs' : 'run'} now and may end first.`}</li>
            )}
            <li>{keptWords(ended)}</li>
          </ul>
        )}
      </div>
    </RemoveDialog>
  )
}

function keptWords(ended: number): string {
  if (ended === 0) return 'No finished job belongs to it.'
  return ended === 1
    ? '1 finished job, its record and artifacts stay.'
    : `${formatCount(ended)} finished jobs, their records and artifacts stay.`
}

function jobs(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'job' : 'jobs'}`
}
