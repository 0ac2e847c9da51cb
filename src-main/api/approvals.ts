import type { Core } from '#core'
import { given } from './given.ts'
import type { Implementer } from './implementer.ts'

export function approvalsProcedures({ approvals: api }: Implementer, { approvals }: Core) {
  return {
    list: api.list.handler(({ input }) => approvals.list(given(input))),
    get: api.get.handler(({ input }) => approvals.get(input.id)),
    approve: api.approve.handler(({ input, context }) => approvals.approve(given(input), context.actor)),
    reject: api.reject.handler(({ input, context }) => approvals.reject(given(input), context.actor)),
    answer: api.answer.handler(({ input, context }) => approvals.answer(input, context.actor)),
    previewEdit: api.previewEdit.handler(({ input }) => approvals.previewEdit(input)),
    edit: api.edit.handler(({ input, context }) => approvals.edit(given(input), context.actor)),
    decide: api.decide.handler(({ input, context }) => approvals.decide(given(input), context.actor)),
    previewGrant: api.previewGrant.handler(({ input }) => approvals.previewGrant(given(input))),
    grant: api.grant.handler(({ input, context }) => approvals.grant(given(input), context.actor)),
    grants: api.grants.handler(({ input }) => approvals.grants(input)),
    revokeGrant: api.revokeGrant.handler(({ input, context }) => approvals.revokeGrant(given(input), context.actor)),
  }
}

export function approvalRulesProcedures({ approvalRules: api }: Implementer, { approvalRules }: Core) {
  return {
    list: api.list.handler(() => approvalRules.list()),
    set: api.set.handler(({ input, context }) => approvalRules.set(given(input), context.actor)),
    remove: api.remove.handler(({ input, context }) => approvalRules.remove(given(input), context.actor)),
    try: api.try.handler(({ input }) => approvalRules.try(input)),
  }
}
