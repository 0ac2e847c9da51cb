import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ApprovalRule } from '#schemas'
import { problemOf, useClient } from '../../app/index.ts'
import { Button, Dialog, ErrorPanel, useToast } from '../../components/index.ts'
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
    <Dialog
      title={`Remove the rule ${name}?`}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Keep it
          </Button>
          <Button look="danger" changes busy={remove.isPending} onClick={() => remove.mutate()}>
            Remove
          </Button>
        </>
      }
    >
      {remove.error && <ErrorPanel className="mb-4" {...problemOf(remove.error, 'The rule holds as before.')} />}
      <p>Work like this no longer waits for you. Requests that wait already go on waiting.</p>
    </Dialog>
  )
}
