import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Approval } from '#schemas'
import { formatCount, shortId } from '#schemas/format'
import { asTypedHere, type Problem, problemOf, useClient } from '../../app/index.ts'
import { useToast } from '../../components/index.ts'

/** What could not be done, and about which request. */
export interface Trouble {
  readonly id: string
  readonly problem: Problem
}

/** Decides about requests as they were seen, and says so. Each resolves with whether it was done. */
export function useDecisions() {
  const client = useClient()
  const queries = useQueryClient()
  const toast = useToast()
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<Trouble>()

  async function run(id: string, ask: () => Promise<unknown>, said: string): Promise<boolean> {
    setBusy(true)
    setTrouble(undefined)
    try {
      await ask()
      toast({ text: said })
      return true
    } catch (error) {
      setTrouble({ id, problem: problemOf(error, 'Nothing was decided.') })
      return false
    } finally {
      setBusy(false)
      await queries.invalidateQueries({ queryKey: ['approvals'] })
    }
  }

  const named = ({ job }: Approval) => `job ${shortId(job.id)}`
  const seen = ({ id, hash }: Approval) => ({ id, hash })

  return {
    busy,
    trouble,
    dismiss: () => setTrouble(undefined),
    approve: (approval: Approval) =>
      run(approval.id, () => client.approvals.approve(seen(approval)), `Approved once: ${named(approval)}.`),
    reject: (approval: Approval, note?: string) =>
      run(
        approval.id,
        () => client.approvals.reject({ ...seen(approval), ...(note && { note }) }),
        `Rejected: ${named(approval)}.`,
      ),
    answer: (approval: Approval, note: string) =>
      run(approval.id, () => client.approvals.answer({ ...seen(approval), note }), `Answered: ${named(approval)}.`),
    async decide(approvals: readonly Approval[], act: 'approve' | 'reject', note?: string): Promise<void> {
      setBusy(true)
      try {
        const { done, refused } = await client.approvals.decide({
          items: approvals.map(seen),
          act,
          ...(note && { note }),
        })
        if (done.length > 0)
          toast({ text: `${formatCount(done.length)} ${act === 'approve' ? 'approved' : 'rejected'}.` })
        const [first] = refused
        if (first !== undefined)
          toast({
            text: `${formatCount(refused.length)} not decided. ${first.message} ${asTypedHere(first.remedy)}`,
            trouble: true,
          })
      } catch (error) {
        const { what, todo } = problemOf(error)
        toast({ text: `Nothing was decided. ${what} ${todo}`, trouble: true })
      } finally {
        setBusy(false)
        await queries.invalidateQueries({ queryKey: ['approvals'] })
      }
    },
  }
}

export type Decisions = ReturnType<typeof useDecisions>
