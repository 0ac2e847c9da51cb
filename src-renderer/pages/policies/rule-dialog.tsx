import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import type { ApprovalRule, ApprovalRuleSpec } from '#schemas'
import { FormDialog, useClient, workspacesQuery } from '../../app/index.ts'
import { useToast } from '../../components/index.ts'
import { rulesKey } from './queries.ts'
import { draftOf, specOf } from './rule-draft.ts'
import { RuleFields } from './rule-fields.tsx'
import { RuleTrial } from './rule-trial.tsx'

interface RuleDialogProps {
  readonly start: ApprovalRuleSpec
  /** The rule that is changed; without it, a new one is written. */
  readonly of?: ApprovalRule
  readonly schedules: readonly { readonly id: string; readonly name: string }[]
  readonly onClose: () => void
}

/** A rule as a form, with the jobs it would have asked about beside it. */
export function RuleDialog({ start, of, schedules, onClose }: RuleDialogProps) {
  const client = useClient()
  const queries = useQueryClient()
  const toast = useToast()
  const workspaces = useQuery(workspacesQuery(client)).data ?? []
  const [draft, setDraft] = useState(() => ({ ...draftOf(start), ...(of === undefined && { name: '' }) }))
  const [asked, setAsked] = useState(false)
  const read = specOf(draft)
  const tried = useDeferredValue('spec' in read ? read.spec : undefined)
  const save = useMutation({
    mutationFn: (spec: ApprovalRuleSpec) =>
      client.approvalRules.set({ spec, ...(of !== undefined && { id: of.id, revision: of.revision }) }),
    onSuccess: async ({ spec }) => {
      toast({ text: of === undefined ? `Rule ${spec.name} added.` : `Rule ${spec.name} changed.` })
      onClose()
      await queries.invalidateQueries({ queryKey: rulesKey })
    },
  })
  const submit = () => {
    setAsked(true)
    if ('spec' in read) save.mutate(read.spec)
  }
  return (
    <FormDialog
      title={of === undefined ? 'Add approval rule' : `Edit the rule ${of.spec.name}`}
      wide
      leave={of === undefined ? 'Add none' : 'Keep it as it is'}
      save={of === undefined ? 'Add rule' : 'Save rule'}
      acting={save}
      still="The rules hold as before."
      onSave={submit}
      onClose={onClose}
    >
      <RuleFields
        draft={draft}
        problems={asked && 'problems' in read ? read.problems : []}
        workspaces={workspaces.map(({ name }) => name)}
        schedules={schedules}
        onChange={(change) => setDraft((before) => ({ ...before, ...change }))}
      />
      <RuleTrial spec={tried} />
    </FormDialog>
  )
}
