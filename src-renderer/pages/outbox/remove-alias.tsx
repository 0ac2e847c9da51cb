import type { Alias } from '#schemas'
import { formatCount } from '#schemas/format'
import { RemoveDialog } from '../../app/index.ts'
import { useToast } from '../../components/index.ts'
import { useOutboxActs } from './use-outbox.ts'

/** Says what becomes of what is for it. */
export function RemoveAlias({ alias: { name, waiting }, onClose }: { alias: Alias; onClose: () => void }) {
  const { remove } = useOutboxActs()
  const toast = useToast()
  const act = () =>
    remove.mutate(
      { name, force: waiting > 0 },
      {
        onSuccess: ({ discarded }) => {
          toast({
            text: discarded === 0 ? `${name} is removed.` : `${name} is removed, ${formatCount(discarded)} discarded.`,
          })
          onClose()
        },
      },
    )
  const waits = `${formatCount(waiting)} ${waiting === 1 ? 'delivery waits' : 'deliveries wait'}`
  return (
    <RemoveDialog
      what={name}
      button={waiting > 0 ? `Remove and discard ${formatCount(waiting)}` : 'Remove'}
      acting={remove}
      still="The alias is still there."
      onRemove={act}
      onClose={onClose}
    >
      <ul>
        {waiting > 0 && <li>{waits} for it and will not be sent.</li>}
        <li>News that is for it later comes to the inbox and says so.</li>
        <li>New jobs that name it are refused.</li>
        <li>Its secret is kept.</li>
      </ul>
    </RemoveDialog>
  )
}
