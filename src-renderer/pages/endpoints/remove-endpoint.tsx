import { RemoveDialog } from '../../app/index.ts'
import { useToast } from '../../components/index.ts'
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
    <RemoveDialog what={name} acting={remove} still="The endpoint is still there." onRemove={act} onClose={onClose}>
      <p>It is asked no more, and how quick it was is forgotten. When it was up and down stays in the ledger.</p>
      <p>Schedules that need it wait until there is an endpoint of this name again. Its key is kept.</p>
    </RemoveDialog>
  )
}
