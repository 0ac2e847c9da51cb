import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { problemOf, useClient } from '../../app/index.ts'
import {
  Announce,
  Button,
  Dialog,
  ErrorPanel,
  Field,
  PlusIcon,
  Skeleton,
  TextInput,
  WarningIcon,
} from '../../components/index.ts'

interface ToolchainsProps {
  readonly workspace: string
  readonly onClose: () => void
}

/** Which programs outside of the system's folders the jobs of a workspace see: those it has, those found, any folder. */
export function Toolchains({ workspace, onClose }: ToolchainsProps) {
  const client = useClient()
  const queries = useQueryClient()
  const [said, setSaid] = useState('')
  const key = ['toolchains', workspace]
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => client.workspaces.toolchains({ name: workspace }, { signal }),
    meta: { live: { topics: ['workspaces'] } },
    gcTime: 0,
  })
  const given = query.data?.toolchains ?? []
  const set = useMutation({
    mutationFn: ({ names }: { names: readonly string[]; done: string }) =>
      client.workspaces.setToolchains({ name: workspace, toolchains: [...names] }),
    onSuccess: async (found, { done }) => {
      queries.setQueryData(key, found)
      setSaid(done)
      await queries.invalidateQueries({ queryKey: ['workspaces'] })
    },
  })
  const names = given.map(({ name }) => name)
  const add = (name: string, onAdded?: () => void) =>
    set.mutate(
      { names: [...names, name], done: `Jobs of ${workspace} see ${name}.` },
      onAdded && { onSuccess: onAdded },
    )
  const remove = (name: string) =>
    set.mutate({ names: names.filter((each) => each !== name), done: `Jobs of ${workspace} no longer see ${name}.` })
  return (
    <Dialog
      title={`Toolchains of ${workspace}`}
      wide
      onClose={onClose}
      footer={
        <Button data-autofocus onClick={onClose}>
          Close
        </Button>
      }
    >
      <p className="max-w-[72ch] text-ink-2">
        Commands see the programs of the system. What lies elsewhere they see only if it is named here, read-only. Runs
        that go on keep what they had.
      </p>
      {query.error && <ErrorPanel className="mt-4" {...problemOf(query.error, 'Nothing was changed.')} />}
      {query.isPending && <Skeleton rows={4} />}
      {query.data && (
        <>
          <Group title="Its jobs see" empty="Nothing beyond the programs of the system.">
            {given.map(({ name, paths, missing }) => (
              <Toolchain key={name} name={name} paths={paths} missing={missing}>
                <Button size="small" changes disabled={set.isPending} onClick={() => remove(name)}>
                  Remove<span className="sr-only"> {name}</span>
                </Button>
              </Toolchain>
            ))}
          </Group>
          <Group title="Found on this machine" empty="Nothing else was found.">
            {query.data.proposed.map(({ name, paths }) => (
              <Toolchain key={name} name={name} paths={paths} missing={[]}>
                <Button size="small" icon={PlusIcon} changes disabled={set.isPending} onClick={() => add(name)}>
                  Add<span className="sr-only"> {name}</span>
                </Button>
              </Toolchain>
            ))}
          </Group>
          <AnotherFolder busy={set.isPending} onAdd={add} />
        </>
      )}
      <Announce text={said} />
      {set.error && <ErrorPanel className="mt-4" {...problemOf(set.error)} />}
    </Dialog>
  )
}

interface GroupProps {
  readonly title: string
  readonly empty: string
  readonly children: readonly ReactNode[]
}

function Group({ title, empty, children }: GroupProps) {
  return (
    <section aria-label={title} className="mt-4">
      <h3 className="mb-1 font-strong">{title}</h3>
      {children.length === 0 ? (
        <p className="text-ink-2">{empty}</p>
      ) : (
        <ul className="divide-y divide-line rounded-sm border border-line">{children}</ul>
      )}
    </section>
  )
}

interface ToolchainProps {
  readonly name: string
  readonly paths: readonly string[]
  readonly missing: readonly string[]
  readonly children: ReactNode
}

function Toolchain({ name, paths, missing, children }: ToolchainProps) {
  return (
    <li className="flex items-start gap-4 px-3 py-2">
      <div className="min-w-0 flex-1">
        {!paths.includes(name) && <span className="font-strong">{name}</span>}
        {paths.map((path) => (
          <span key={path} className="flex flex-wrap items-center gap-x-2">
            <span className="min-w-0 font-mono text-meta break-all text-ink-2">{path}</span>
            {missing.includes(path) && (
              <span className="inline-flex items-center gap-1 text-meta text-bad">
                <WarningIcon size={14} />
                Is gone
              </span>
            )}
          </span>
        ))}
      </div>
      {children}
    </li>
  )
}

function AnotherFolder({
  busy,
  onAdd,
}: {
  readonly busy: boolean
  readonly onAdd: (path: string, onAdded: () => void) => void
}) {
  const [path, setPath] = useState('')
  return (
    <form
      className="mt-4 flex items-start gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (path.trim() === '') return
        onAdd(path.trim(), () => setPath(''))
      }}
    >
      <Field
        label="Another folder"
        description="An absolute path that holds programs and nothing private."
        className="min-w-0 flex-1"
      >
        {(control) => (
          <TextInput
            {...control}
            mono
            value={path}
            placeholder="/opt/tool/bin"
            onChange={(event) => setPath(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" changes busy={busy} disabled={path.trim() === ''} className="mt-6">
        Add folder
      </Button>
    </form>
  )
}
