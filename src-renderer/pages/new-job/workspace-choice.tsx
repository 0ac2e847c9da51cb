import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { InputProblem } from '#schemas'
import { problemOf, useClient, workspacesQuery } from '../../app/index.ts'
import { Button, ErrorPanel, Field, Select, TextInput } from '../../components/index.ts'

interface WorkspaceChoiceProps {
  readonly value: unknown
  readonly onChange: (name: string) => void
  readonly problems: readonly InputProblem[]
}

/** Which folder the job is for; where there is none yet, a folder can be allowed here. */
export function WorkspaceChoice({ value, onChange, problems }: WorkspaceChoiceProps) {
  const client = useClient()
  const workspaces = useQuery(workspacesQuery(client)).data
  if (workspaces === undefined) return null
  if (workspaces.length === 0) return <FirstWorkspace onAdded={onChange} />
  const chosen = workspaces.find((each) => each.name === value)
  const missing = chosen?.state === 'missing' ? 'Its folder is missing.' : undefined
  const unknown = typeof value === 'string' && !chosen ? [{ value, label: `${value} (not allowed here)` }] : []
  return (
    <Field
      label="Workspace"
      description={missing ?? chosen?.path ?? 'The folder the job works in.'}
      error={problems.map((each) => each.problem).join(' ') || undefined}
    >
      {(control) => (
        <Select
          {...control}
          value={typeof value === 'string' ? value : ''}
          onChange={onChange}
          options={[
            ...(value === undefined ? [{ value: '', label: 'Choose a workspace', disabled: true }] : []),
            ...unknown,
            ...workspaces.map(({ name }) => ({ value: name, label: name })),
          ]}
          className="self-start"
        />
      )}
    </Field>
  )
}

function FirstWorkspace({ onAdded }: { readonly onAdded: (name: string) => void }) {
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
        description="No folder is allowed yet, and a job works in exactly one. Give its whole path on the machine Interlock runs on."
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
            <Button type="submit" busy={add.isPending} disabled={path === ''}>
              Allow folder
            </Button>
          </div>
        )}
      </Field>
      {add.error && <ErrorPanel {...problemOf(add.error, 'Nothing was allowed.')} />}
    </form>
  )
}
