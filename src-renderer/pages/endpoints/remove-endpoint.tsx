import { problemOf } from '../../app/index.ts'
import { Button, Dialog, ErrorPanel, useToast } from '../../components/index.ts'
import { useEndpointActs } from './use-endpoints.ts'

/** Says what goes on without it. */
export function RemoveEndpoint({ name, onClose }: { name: string; onClose: () => void }) {
  const { remove } = useEndpointActs()
  const toast = useToast()
  const act = () =>
    remove.mutate(name, {
      onSuccess: () => {
        toast({ text: `${name} is forgotten.` })
        onClose()
      },
    })
  return (
    <Dialog
      title={`Remove ${name}?`}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Keep it
          </Button>
          <Button look="danger" changes busy={remove.isPending} onClick={act}>
            Remove
          </Button>
        </>
      }
    >
      {remove.isError && <ErrorPanel className="mb-4" {...problemOf(remove.error, 'The endpoint is still there.')} />}
      <p>It is asked no more, and how quick it was is forgotten. When it was up and down stays in the ledger.</p>
      <p className="mt-2">
        Schedules that need it wait until there is an endpoint of this name again. Its key is kept.
      </p>
    </Dialog>
  )
}
