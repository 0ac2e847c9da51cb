import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Workspace } from '#schemas'
import { problemOf, useClient } from '../../app/index.ts'
import { Button, ErrorPanel, Field, TextInput, useToast } from '../../components/index.ts'

/** Allows a folder. Jobs can be pointed at nothing else. */
export function AddWorkspace({ onAdded }: { onAdded?: (workspace: Workspace) => void }) {
  const client = useClient()
  const toast = useToast()
  const [path, setPath] = useState('')
  const [name, setName] = useState('')
  const add = useMutation({
    mutationFn: () =>
      client.workspaces.add({ path: path.trim(), ...(name.trim() === '' ? {} : { name: name.trim() }) }),
    onSuccess: (workspace) => {
      toast({ text: `Workspace ${workspace.name} added.` })
      setPath('')
      setName('')
      onAdded?.(workspace)
    },
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (path.trim() !== '') add.mutate()
      }}
      className="flex flex-col gap-3"
    >
      <div className="flex flex-wrap items-start gap-3">
        <Field
          label="Folder"
          description="An absolute path on this machine, usually a git repository."
          className="min-w-60 flex-[3]"
        >
          {(control) => (
            <TextInput {...control} mono required value={path} onChange={(event) => setPath(event.target.value)} />
          )}
        </Field>
        <Field
          label="Name"
          optional
          description="What jobs call it; the folder’s own name otherwise."
          className="min-w-40 flex-1"
        >
          {(control) => <TextInput {...control} mono value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Button type="submit" changes busy={add.isPending} disabled={path.trim() === ''} className="mt-6">
          Add workspace
        </Button>
      </div>
      {add.isError && <ErrorPanel {...problemOf(add.error, 'No folder was added.')} />}
    </form>
  )
}
