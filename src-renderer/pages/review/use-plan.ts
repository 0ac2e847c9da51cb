import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Artifact, PromotionPlan, PromotionRequest } from '#schemas'
import { type Problem, problemOf, useClient } from '../../app/index.ts'
import { planQuery } from './queries.ts'

const TYPING_MS = 250

/** How a promotion to this place would turn out; `undefined` while that is being worked out. */
export type PlanState =
  | { readonly state: 'none' }
  | { readonly state: 'working' }
  | { readonly state: 'refused'; readonly problem: Problem }
  /** The kill switch is engaged: nothing is written for now, whatever it would be. */
  | { readonly state: 'stopped' }
  | { readonly state: 'planned'; readonly plan: PromotionPlan }

const NO_REQUEST: PromotionRequest = { target: 'workspace_file', workspace: '-', path: '-' }

/** Works out what promoting to `request` changes, once the typing has come to rest. */
export function usePlan(artifact: Artifact, request: PromotionRequest | undefined): PlanState {
  const settled = useSettled(request)
  const promotable = artifact.state === 'needs_review' || artifact.state === 'accepted'
  const wanted = promotable && request !== undefined && settled !== undefined
  const query = useQuery({
    ...planQuery(useClient(), artifact.id, artifact.revision, settled ?? NO_REQUEST),
    enabled: wanted,
  })
  if (!promotable || request === undefined) return { state: 'none' }
  if (!wanted || !same(settled, request) || query.isPending) return { state: 'working' }
  if (query.error) return refused(problemOf(query.error, 'Nothing was written.'))
  const [plan] = query.data.plans
  if (plan !== undefined) return { state: 'planned', plan }
  const [refusal] = query.data.refused
  return refused({
    what: refusal?.message ?? 'It cannot be promoted there.',
    todo: refusal?.remedy ?? 'Choose another path.',
    code: refusal?.code ?? 'promotion_refused',
  })
}

function refused(problem: Problem): PlanState {
  return problem.code === 'kill_switch_engaged' ? { state: 'stopped' } : { state: 'refused', problem }
}

function useSettled(request: PromotionRequest | undefined): PromotionRequest | undefined {
  const key = JSON.stringify(request ?? null)
  const [settled, setSettled] = useState({ key, request })
  useEffect(() => {
    if (key === settled.key) return
    const timer = setTimeout(() => setSettled({ key, request }), TYPING_MS)
    return () => clearTimeout(timer)
  }, [key, request, settled.key])
  return settled.request
}

function same(a: PromotionRequest | undefined, b: PromotionRequest): boolean {
  return a?.workspace === b.workspace && a.path === b.path
}
