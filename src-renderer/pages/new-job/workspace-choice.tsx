import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { problemOf, useClient, workspacesQuery } from '../../app/index.ts'
import { Button, ErrorPanel, Field, Select, TextInput } from '../../components/index.ts'

interface WorkspaceChoiceProps {
  readonly value: unknown
  readonly onChange: (name: string) => void
  readonly problems: readonly string[]
}

/** Which folder the job is for; a further one can be allowed here. */
export function WorkspaceChoice({ value, onChange, problems }: WorkspaceChoiceProps) {
  const client = useClient()
  const workspaces = useQuery(workspacesQuery(client)).data
  const [allowing, setAllowing] = useState(false)
  if (workspaces === undefined) return null
  if (workspaces.length === 0 || allowing)
    return (
      <AllowFolder
        first={workspaces.length === 0}
        onAdded={(name) => {
          setAllowing(false)
          onChange(name)
        }}
        onLeave={() => setAllowing(false)}
      />
    )
  const chosen = workspaces.find((each) => each.name === value)
  const missing = chosen?.state === 'missing' ? 'Its folder is missing.' : undefined
  const unknown = typeof value === 'string' && !chosen ? [{ value, label: `${value} (not allowed here)` }] : []
  return (
    <Field
      label="Workspace"
      description={missing ?? chosen?.path ?? 'The folder the job works in.'}
      error={problems.join(' ') || undefined}
    >
      {(control) => (
        <div className="flex flex-wrap items-center gap-2">
          <Select
            {...control}
            value={typeof value === 'string' ? value : ''}
            onChange={onChange}
            options={[
              ...(value === undefined ? [{ value: '', label: 'Choose a workspace', disabled: true }] : []),
              ...unknown,
              ...workspaces.map(({ name }) => ({ value: name, label: name })),
            ]}
          />
          <Button look="quiet" onClick={() => setAllowing(true)}>
            Allow another folder…
          </Button>
        </div>
      )}
    </Field>
  )
}

interface AllowFolderProps {
  /** Whether no folder is allowed yet, so that there is no list to go back to. */
  readonly first: boolean
  readonly onAdded: (name: string) => void
  readonly onLeave: () => void
}

function AllowFolder({ first, onAdded, onLeave }: AllowFolderProps) {
  const client = useClient()
  const queries = useQueryClient()
  const [path, setPath] = useState('')
  const add = useMutation({
    mutationFn: () => client.workspaces.add({ path }),
    onSuccess: async ({ name }) => {
      await queries.invalidateQueries({ queryKey: ['workspaces'] })
      onAdded(name)
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        add.mutate()
      }}
      className="flex flex-col gap-2"
    >
      <Field
        label="Allow a folder"
        description={`${first ? 'No folder is allowed yet, and a job works in exactly one. ' : ''}Give its whole path on the machine Interlock runs on.`}
      >
        {(control) => (
          <div className="flex gap-2">
            <TextInput
              {...control}
              mono
              value={path}
              placeholder="/home/me/project"
              onChange={(event) => setPath(event.target.value)}
            />
            <Button type="submit" changes busy={add.isPending} disabled={path === ''}>
              Allow folder
            </Button>
            {!first && (
              <Button look="quiet" onClick={onLeave}>
                Back to the list
              </Button>
            )}
          </div>
        )}
      </Field>
      {add.error && <ErrorPanel {...problemOf(add.error, 'Nothing was allowed.')} />}
    </form>
  )
}
