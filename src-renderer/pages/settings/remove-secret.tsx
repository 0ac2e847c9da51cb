import { RemoveDialog } from '../../app/index.ts'
import { useToast } from '../../components/index.ts'
import { useSecretActs } from './use-secret-acts.ts'

/** Says what a job that names it meets from then on. */
export function RemoveSecret({ name, onClose }: { name: string; onClose: () => void }) {
  const { remove } = useSecretActs()
  const toast = useToast()
  const act = () =>
    remove.mutate(
      { name },
      {
        onSuccess: () => {
          toast({ text: `${name} is forgotten.` })
          onClose()
        },
      },
    )
  return (
    <RemoveDialog what={name} acting={remove} still="The secret is still kept." onRemove={act} onClose={onClose}>
      <p>The value cannot be brought back from here.</p>
      <ul>
        <li>New jobs that name it are refused.</li>
        <li>Jobs that wait and name it fail when they start.</li>
        <li>Runs that have begun keep what they were given.</li>
      </ul>
    </RemoveDialog>
  )
}
