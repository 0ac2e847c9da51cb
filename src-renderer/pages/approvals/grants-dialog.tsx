import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Grant } from '#schemas'
import { formatCount } from '#schemas/format'
import { argvPatternText, typeLabel } from '#schemas/texts'
import { problemOf, useClient } from '../../app/index.ts'
import { Button, Dialog, EmptyState, ErrorPanel, Spelt, useToast } from '../../components/index.ts'
import { actorWords } from '../../facts/index.ts'
import { TimeLeft } from './time-left.tsx'

/** Grants in force: what they approve without asking, and how much of them is left. */
export function GrantsDialog({ grants, onClose }: { readonly grants: readonly Grant[]; readonly onClose: () => void }) {
  const client = useClient()
  const queries = useQueryClient()
  const toast = useToast()
  const revoke = useMutation({
    mutationFn: (id: string) => client.approvals.revokeGrant({ id }),
    onSuccess: async () => {
      toast({ text: 'Grant revoked. The next request alike waits for you.' })
      await queries.invalidateQueries({ queryKey: ['approvals'] })
    },
  })
  return (
    <Dialog
      title="Grants in force"
      wide
      onClose={onClose}
      footer={
        <Button data-autofocus onClick={onClose}>
          Close
        </Button>
      }
    >
      {grants.length === 0 && <EmptyState kind="all_clear" title="No grant is in force." className="py-4!" />}
      <ul className="divide-y divide-line">
        {grants.map(({ id, pattern, uses, used, expires_at, granted_by }) => (
          <li key={id} className="flex flex-wrap items-start gap-x-4 gap-y-2 py-2">
            <div className="min-w-0 flex-1 basis-72">
              <p className="break-words">
                {typeLabel(pattern.type)} in {pattern.workspace}
                {' · '}
                <Spelt
                  text={'argv' in pattern.content ? argvPatternText(pattern.content.argv) : 'exactly the same content'}
                />
              </p>
              <p className="text-meta text-ink-3">
                {formatCount(used)} of {formatCount(uses)} used · <TimeLeft until={expires_at} /> · by{' '}
                {actorWords(granted_by)}
              </p>
            </div>
            <Button size="small" changes busy={revoke.isPending} onClick={() => revoke.mutate(id)}>
              Revoke<span className="sr-only"> {id.slice(-8)}</span>
            </Button>
          </li>
        ))}
      </ul>
      {revoke.error && <ErrorPanel className="mt-4" {...problemOf(revoke.error, 'The grant is still in force.')} />}
    </Dialog>
  )
}
