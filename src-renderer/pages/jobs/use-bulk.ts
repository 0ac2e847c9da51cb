import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { Operation } from '#schemas'
import type { BulkAsk } from './bulk.ts'
import { isUnderWay, operationKey, useEndOf, useOperation, useSayDone } from './use-operation.ts'

/** A bulk act from its question on: `begin` takes what was started, and its end is said once it comes. */
export function useBulk() {
  const queries = useQueryClient()
  const sayDone = useSayDone()
  const [bulk, askBulk] = useState<BulkAsk>()
  const [started, setStarted] = useState<string>()
  useEndOf(useOperation(started).data)
  const begin = useCallback(
    (begun: Operation) => {
      queries.setQueryData(operationKey(begun.id), begun)
      askBulk(undefined)
      setStarted(begun.id)
      if (!isUnderWay(begun)) sayDone(begun)
    },
    [queries, sayDone],
  )
  const closeBulk = useCallback(() => askBulk(undefined), [])
  return { bulk, askBulk, closeBulk, begin }
}
