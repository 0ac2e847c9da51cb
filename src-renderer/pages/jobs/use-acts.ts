import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { Job, Operation, OperationAct } from '#schemas'
import { coreFilter, type ListFilter } from '#schemas/filter'
import { useCoreClock } from '../../components/index.ts'
import { type BulkAsk, targetOf } from './bulk.ts'
import { useJobActs } from './job-acts.ts'
import type { Chosen } from './selection.ts'
import { isUnderWay, operationKey, useEndOf, useOperation, useSayDone } from './use-operation.ts'

/** What can be done from the list: to one job at once, to many by way of a preview. */
export function useActs() {
  const queries = useQueryClient()
  const clock = useCoreClock()
  const single = useJobActs()
  const sayDone = useSayDone()
  const [cancelling, setCancelling] = useState<readonly Job[]>()
  const [bulk, setBulk] = useState<BulkAsk>()
  const [running, setRunning] = useState<string>()
  const operation = useOperation(running).data
  useEndOf(operation)

  const askBulk = useCallback(
    (act: OperationAct, chosen: Chosen, filter: ListFilter, head: number) => {
      const target = targetOf(chosen, coreFilter(filter, clock.now()), head)
      if (target) setBulk({ act, target })
    },
    [clock],
  )
  const askPriority = useCallback((job: Job) => setBulk({ act: 'priority', target: { ids: [job.id] } }), [])
  const started = useCallback(
    (begun: Operation) => {
      queries.setQueryData(operationKey(begun.id), begun)
      setBulk(undefined)
      setRunning(begun.id)
      if (!isUnderWay(begun)) sayDone(begun)
    },
    [queries, sayDone],
  )
  return {
    ...single,
    cancelling,
    askCancel: setCancelling,
    bulk,
    askBulk,
    askPriority,
    closeBulk: () => setBulk(undefined),
    started,
    asking: cancelling !== undefined || bulk !== undefined,
    /** The bulk operation that was started here, while it goes on. */
    operation: isUnderWay(operation) ? operation : undefined,
  }
}
