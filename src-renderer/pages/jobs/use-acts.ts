import { useCallback, useState } from 'react'
import { type Job, MAX_NAMED_JOBS, type OperationAct } from '#schemas'
import { formatCount } from '#schemas/format'
import type { Problem } from '../../app/index.ts'
import { coreFilter, type ListFilter } from '#schemas/filter'
import { useCoreClock } from '../../components/index.ts'
import { targetOf } from './bulk.ts'
import { useJobActs } from './job-acts.ts'
import type { Chosen } from './selection.ts'
import { useBulk } from './use-bulk.ts'
import { isUnderWay, useLatestOperation } from './use-operation.ts'

const TOO_MANY: Problem = {
  what: `More than ${formatCount(MAX_NAMED_JOBS)} jobs are named one by one.`,
  safe: 'Nothing was changed.',
  todo: 'Select all that match and leave some out, or narrow the filter.',
  code: 'too_many_named',
}

/** What can be done from the list: to one job at once, to many by way of a preview. */
export function useActs() {
  const clock = useCoreClock()
  const single = useJobActs()
  const { bulk, askBulk: setBulk, closeBulk, begin } = useBulk()
  const [cancelling, setCancelling] = useState<readonly Job[]>()
  const [tooMany, setTooMany] = useState(false)
  const latest = useLatestOperation().data

  const askBulk = useCallback(
    (act: OperationAct, chosen: Chosen, filter: ListFilter, head: number) => {
      setTooMany(false)
      const target = targetOf(chosen, coreFilter(filter, clock.now()), head)
      if (target) setBulk({ act, target })
      else setTooMany(true)
    },
    [clock, setBulk],
  )
  const askPriority = useCallback((job: Job) => setBulk({ act: 'priority', target: { ids: [job.id] } }), [setBulk])
  return {
    ...single,
    cancelling,
    askCancel: setCancelling,
    bulk,
    askBulk,
    askPriority,
    closeBulk,
    begin,
    asking: cancelling !== undefined || bulk !== undefined,
    problem: tooMany ? TOO_MANY : single.problem,
    clearProblem: () => {
      setTooMany(false)
      single.clearProblem()
    },
    /** The bulk operation that goes on. */
    operation: latest && isUnderWay(latest) ? latest : undefined,
  }
}
