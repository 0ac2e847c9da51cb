import { problemOf } from '../../app/index.ts'
import { Button, Dialog, ErrorPanel, useToast } from '../../components/index.ts'
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
    <Dialog
      title={`Remove ${name}?`}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Keep it
          </Button>
          <Button look="danger" busy={remove.isPending} onClick={act}>
            Remove
          </Button>
        </>
      }
    >
      {remove.isError && <ErrorPanel className="mb-4" {...problemOf(remove.error, 'The secret is still kept.')} />}
      <p>The value cannot be brought back from here.</p>
      <ul className="mt-2 list-disc pl-5">
        <li>New jobs that name it are refused.</li>
        <li>Jobs that wait and name it fail when they start.</li>
        <li>Runs that have begun keep what they were given.</li>
      </ul>
    </Dialog>
  )
}
