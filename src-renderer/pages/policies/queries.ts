import { queryOptions } from '@tanstack/react-query'
import type { ApprovalRuleSpec } from '#schemas'
import type { Client } from '../../app/index.ts'

export const rulesKey = ['approval-rules'] as const

export const rulesQuery = (client: Client) =>
  queryOptions({
    queryKey: rulesKey,
    queryFn: ({ signal }) => client.approvalRules.list(undefined, { signal }),
    meta: { live: { topics: ['approvals'] } },
  })

/** Which of the last jobs a rule would have asked about. */
export const trialQuery = (client: Client, spec: ApprovalRuleSpec) =>
  queryOptions({
    queryKey: ['approval-rule-trial', spec],
    queryFn: ({ signal }) => client.approvalRules.try({ spec }, { signal }),
    gcTime: 0,
    retry: false,
  })

/** Names of schedules, for rules that are about some of them. */
export const scheduleNamesQuery = (client: Client) =>
  queryOptions({
    queryKey: ['schedule-names'],
    queryFn: async ({ signal }) => {
      const { items } = await client.schedules.list({ limit: 200 }, { signal })
      return items.map(({ id, name }) => ({ id, name }))
    },
    meta: { live: { topics: ['schedules'] } },
  })
