import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Workspace } from '#schemas'
import { sandboxLevelTexts } from '#schemas/texts'
import { problemOf, useClient } from '../../app/index.ts'
import { Button, Dialog, ErrorPanel, Field, Select, TextInput, useToast } from '../../components/index.ts'

interface LowerSandboxProps {
  readonly workspace: Workspace
  readonly onClose: () => void
}

const LOWER = ['os-partial', 'policy-only'] as const

/** Lets the jobs of a workspace run on less sandbox than they ask for, or what they ask for count again. */
export function LowerSandbox({ workspace: { name, sandbox_floor: floor }, onClose }: LowerSandboxProps) {
  const client = useClient()
  const toast = useToast()
  const [to, setTo] = useState<(typeof LOWER)[number]>('os-partial')
  const [why, setWhy] = useState('')
  const lower = useMutation({
    mutationFn: () => client.workspaces.lowerSandbox({ name, to, why: why.trim() }),
    onSuccess: () => {
      toast({ text: `Jobs of ${name} run from ${to} on.` })
      onClose()
    },
  })
  const restore = useMutation({
    mutationFn: () => client.workspaces.restoreSandbox({ name }),
    onSuccess: () => {
      toast({ text: `What jobs of ${name} ask for counts again.` })
      onClose()
    },
  })
  const error = lower.error ?? restore.error
  const submit = () => {
    if (why.trim() !== '') lower.mutate()
  }
  return (
    <Dialog
      title={floor === null ? `Lower the sandbox of ${name}?` : `Sandbox of ${name}`}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Keep it
          </Button>
          {floor === null ? (
            <Button look="danger" changes busy={lower.isPending} disabled={why.trim() === ''} onClick={submit}>
              Lower to {to}
            </Button>
          ) : (
            <Button look="primary" changes busy={restore.isPending} onClick={() => restore.mutate()}>
              Restore
            </Button>
          )}
        </>
      }
    >
      {error && <ErrorPanel className="mb-4" {...problemOf(error, 'The sandbox is as it was.')} />}
      {floor === null ? (
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault()
            submit()
          }}
        >
          <p>
            Its jobs then run even where this machine does not reach the level they ask for. Commands of such a job may
            reach what the sandbox would keep from them. Runs that go on are not touched.
          </p>
          <Field label="Run from" description={sandboxLevelTexts[to].sentence}>
            {(control) => (
              <Select
                {...control}
                value={to}
                onChange={setTo}
                options={LOWER.map((level) => ({ value: level, label: level }))}
              />
            )}
          </Field>
          <Field label="Why" description="Kept in the ledger, with who and when.">
            {(control) => (
              <TextInput
                {...control}
                required
                maxLength={500}
                value={why}
                onChange={(event) => setWhy(event.target.value)}
              />
            )}
          </Field>
        </form>
      ) : (
        <p>
          Its jobs run from {floor} on, whatever they ask for. When you restore it, what their policies ask for counts
          again for runs that begin from then on.
        </p>
      )}
    </Dialog>
  )
}
