import { useMutation, useQuery } from '@tanstack/react-query'
import { problemOf, useClient, workspacesQuery } from '../../app/index.ts'
import { Button, DocumentIcon, ErrorPanel, type Icon, PlayIcon, SearchIcon, useToast } from '../../components/index.ts'
import { AddWorkspace } from './add-workspace.tsx'

/** The demo's three jobs, as `resources/demo-jobs.json` has them. */
const DEMO: readonly { icon: Icon; title: string; does: string; may: string }[] = [
  {
    icon: SearchIcon,
    title: 'Repository index',
    does: 'Finds which files name deadlines, risks and owners.',
    may: 'Reads the workspace.',
  },
  {
    icon: DocumentIcon,
    title: 'Document compaction',
    does: 'Joins five documents into one digest.',
    may: 'Reads the workspace.',
  },
  {
    icon: PlayIcon,
    title: 'Test run',
    does: 'Runs the tests of the demo project with Node.',
    may: 'Reads the workspace and starts one command.',
  },
]

/** Before the first job: what Interlock would do, and the two ways to begin. */
export function FirstStart() {
  const client = useClient()
  const toast = useToast()
  const { data: workspaces } = useQuery(workspacesQuery(client))
  const demo = useMutation({
    mutationFn: () => client.demo.start(undefined, { context: { deadlineMs: 60_000 } }),
    onSuccess: ({ jobs }) => toast({ text: `${jobs.length} demo jobs added.` }),
  })
  return (
    <section aria-labelledby="first-start" className="mb-4 rounded-lg border border-line bg-surface">
      <div className="grid gap-6 p-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] lg:gap-10">
        <div>
          <h2 id="first-start" className="text-title font-strong text-balance">
            No jobs yet
          </h2>
          <p className="mt-2 max-w-[60ch] text-field text-ink-2">
            Run the demo to see what a run leaves behind: three small jobs in a workspace of their own, with time,
            output and tool calls limited, and every step in the ledger.
          </p>
          <div className="mt-4 flex flex-wrap items-center gap-2">
            <Button look="primary" icon={PlayIcon} busy={demo.isPending} onClick={() => demo.mutate()}>
              Run the demo
            </Button>
          </div>
        </div>
        <ol className="divide-y divide-line rounded-sm border border-line">
          {DEMO.map(({ icon: Sign, title, does, may }) => (
            <li key={title} className="flex items-start gap-3 px-4 py-2.5">
              <Sign className="mt-0.5 text-ink-3" />
              <div>
                <span className="font-strong">{title}</span> <span className="text-ink-2">{does}</span>
                <div className="text-meta text-ink-3">{may}</div>
              </div>
            </li>
          ))}
        </ol>
      </div>
      {demo.isError && (
        <div className="px-5 pb-5">
          <ErrorPanel {...problemOf(demo.error, 'No job was added.')} />
        </div>
      )}
      {workspaces?.length === 0 && (
        <div className="border-t border-line px-5 py-4">
          <h3 className="mb-2 font-strong">Or point it at a folder of yours</h3>
          <AddWorkspace />
        </div>
      )}
    </section>
  )
}
