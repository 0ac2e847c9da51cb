import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import type { Operation } from '#schemas'
import { doneWords, leftSentences, undoneWords } from '#schemas/texts'
import { type Client, problemOf, useClient } from '../../app/index.ts'
import { useToast } from '../../components/index.ts'

/** Where the answer about an operation is kept. */
export const operationKey = (id: string) => ['operation', id] as const

/** A bulk operation as it stands; live while it goes on. */
export function useOperation(id: string | undefined) {
  const client = useClient()
  return useQuery({
    queryKey: operationKey(id ?? ''),
    queryFn: ({ signal }) => client.operations.get({ id: id ?? '' }, { signal }),
    enabled: id !== undefined,
    meta: { live: { topics: ['operations'] } },
  })
}

/** The newest bulk operation, whoever started it: one that goes on is shown wherever the list is. */
export function useLatestOperation() {
  const client = useClient()
  return useQuery({
    queryKey: ['operation', 'latest'],
    queryFn: async ({ signal }) => (await client.operations.list({ limit: 1 }, { signal })).items[0] ?? null,
    meta: { live: { topics: ['operations'] } },
  })
}

export function isUnderWay(operation: Pick<Operation, 'state'> | null | undefined): boolean {
  return operation?.state === 'running' || operation?.state === 'undoing'
}

/** Says what an operation has done, with its undo. */
export function useSayDone(): (operation: Operation) => void {
  const toast = useToast()
  const client = useClient()
  return useCallback(
    (operation) => {
      if (operation.state === 'undone') return toast({ text: undoneWords(operation) })
      toast({
        text: [`${doneWords(operation)}.`, ...leftSentences(operation)].join(' '),
        ...(operation.undo_until === null
          ? {}
          : { undo: () => undo(client, operation.id, toast), undoUntil: Date.parse(operation.undo_until) }),
      })
    },
    [toast, client],
  )
}

/** Says it once, when it ends under one's eyes. */
export function useEndOf(operation: Operation | undefined): void {
  const say = useSayDone()
  const before = useRef(operation)
  useEffect(() => {
    const then = before.current
    before.current = operation
    if (!operation || then?.id !== operation.id || isUnderWay(operation)) return
    // An undo may be over before it was seen under way.
    if (isUnderWay(then) || (operation.state === 'undone' && then.state !== 'undone')) say(operation)
  }, [operation, say])
}

/** What it brought about is told by the operation itself, whether or not the page is still there. */
function undo(client: Client, id: string, toast: ReturnType<typeof useToast>): void {
  client.operations.undo({ id }).catch((error: unknown) => {
    const { code, what } = problemOf(error)
    const text = code === 'undo_over' ? 'Too late to undo that; nothing changed.' : `Not undone. ${what}`
    toast({ text, trouble: true })
  })
}
