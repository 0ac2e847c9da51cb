import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { Inbox, InboxGroup } from '#schemas'
import { useToast } from '../../components/index.ts'
import { useClient } from '../client/client.ts'
import { inboxQuery } from '../client/queries.ts'
import { useDesk } from '../desk/use-desk.ts'
import type { Badge } from '../page.ts'

/** What happened since the last visit, and how to say that it was seen. */
export function useInbox() {
  const query = useQuery(inboxQuery(useClient()))
  const [, changeRead] = useDesk('inbox')
  const toast = useToast()
  const inbox = query.data

  /** Everything up to the row the list was made from, so that nothing that came meanwhile goes unseen. */
  const readAll = useCallback(
    ({ head }: Inbox) => {
      let before: { read_to: number; groups: Record<string, number> } | undefined
      void changeRead((now) => {
        before ??= now
        return { read_to: Math.max(now.read_to, head), groups: above(now.groups, head) }
      })
      toast({ text: 'Inbox read.', undo: () => before && void changeRead(() => before ?? { read_to: 0, groups: {} }) })
    },
    [changeRead, toast],
  )
  const readGroups = useCallback(
    (groups: readonly InboxGroup[]) => {
      const seen = groups.filter(({ standing }) => !standing)
      if (seen.length === 0) return
      void changeRead((now) => ({
        read_to: now.read_to,
        groups: {
          ...above(now.groups, now.read_to),
          ...Object.fromEntries(seen.map(({ id, last_seq }) => [id, Math.max(last_seq, now.groups[id] ?? 0)])),
        },
      }))
    },
    [changeRead],
  )
  return { ...query, inbox, unread: inbox?.unread ?? 0, readAll, readGroups }
}

/** Groups that say more than the row everything was read up to. */
function above(groups: Readonly<Record<string, number>>, readTo: number): Record<string, number> {
  return Object.fromEntries(Object.entries(groups).filter(([, seq]) => seq > readTo))
}

/** Jobs that failed and were not looked at, for the rail. */
export function useUnseenFailures(): Badge | undefined {
  const { data } = useQuery(inboxQuery(useClient()))
  const count =
    data?.groups.filter(({ kind, unread, job }) => kind === 'job_failed' && unread && job?.state === 'failed').length ??
    0
  if (count === 0) return undefined
  return { count, label: `${count} failed ${count === 1 ? 'job was' : 'jobs were'} not looked at`, tone: 'bad' }
}
