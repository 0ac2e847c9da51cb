import { problemOf } from '../../../app/index.ts'
import { Button, Dialog, ErrorPanel, useToast } from '../../../components/index.ts'
import { useApiKeyActs } from './use-api-keys.ts'

/** Says what a program that has it meets from then on. */
export function RevokeApiKey({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const { revoke } = useApiKeyActs()
  const toast = useToast()
  const act = () =>
    revoke.mutate(name, {
      onSuccess: () => {
        toast({ text: `${name} is revoked.` })
        onClose()
      },
    })
  return (
    <Dialog
      title={`Revoke ${name}?`}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Keep it
          </Button>
          <Button look="danger" changes busy={revoke.isPending} onClick={act}>
            Revoke
          </Button>
        </>
      }
    >
      {revoke.isError && <ErrorPanel className="mb-4" {...problemOf(revoke.error, 'The key is good as before.')} />}
      <p>It cannot be taken back, and no other key can have this name.</p>
      <ul className="mt-2 list-disc pl-5">
        <li>Whoever asks with it is refused from now on, and what streams by it ends.</li>
        <li>Jobs and schedules it added stay and go on.</li>
      </ul>
    </Dialog>
  )
}
