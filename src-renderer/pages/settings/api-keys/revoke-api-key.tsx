import { RemoveDialog } from '../../../app/index.ts'
import { useToast } from '../../../components/index.ts'
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
    <RemoveDialog
      what={name}
      verb="Revoke"
      acting={revoke}
      still="The key is good as before."
      onRemove={act}
      onClose={onClose}
    >
      <p>It cannot be taken back, and no other key can have this name.</p>
      <ul>
        <li>Whoever asks with it is refused from now on, and what streams by it ends.</li>
        <li>Jobs and schedules it added stay and go on.</li>
      </ul>
    </RemoveDialog>
  )
}
