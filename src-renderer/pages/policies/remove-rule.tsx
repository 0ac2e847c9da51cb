import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ApprovalRule } from '#schemas'
import { problemOf, RemoveDialog, useClient } from '../../app/index.ts'
import { useToast } from '../../components/index.ts'
import { rulesKey } from './queries.ts'

/** Says what a rule that goes leaves behind. */
export function RemoveRule({ rule, onClose }: { readonly rule: ApprovalRule; readonly onClose: () => void }) {
  const client = useClient()
  const queries = useQueryClient()
  const toast = useToast()
  const { name } = rule.spec
  const remove = useMutation({
    mutationFn: () => client.approvalRules.remove({ id: rule.id, revision: rule.revision }),
    onSuccess: async () => {
      toast({
        text: `Rule ${name} removed.`,
        undo: () =>
          void client.approvalRules
            .set({ spec: rule.spec })
            .then(() => queries.invalidateQueries({ queryKey: rulesKey }))
            .catch((error: unknown) => toast({ text: `Not undone. ${problemOf(error).what}`, trouble: true })),
      })
      onClose()
      await queries.invalidateQueries({ queryKey: rulesKey })
    },
  })
  return (
    <RemoveDialog
      what={`the rule ${name}`}
      acting={remove}
      still="The rule holds as before."
      onRemove={() => remove.mutate()}
      onClose={onClose}
    >
      <p>Work like this no longer waits for you. Requests that wait already go on waiting.</p>
    </RemoveDialog>
  )
}
