import { describe, expect, it } from 'vitest'
import { isDecision, type Needs, RIGHTS, SUBJECTS } from '../index.ts'
import { contract } from './index.ts'

const procedures = Object.entries(contract).flatMap(([group, of]) =>
  Object.entries(of).map(([name, procedure]): [string, Partial<Needs>] => [
    `${group}.${name}`,
    procedure['~orpc'].meta,
  ]),
)

describe('the contract', () => {
  it.each(procedures)('says which right %s takes', (_, { right, own, of, naming = {} }) => {
    expect(RIGHTS).toContain(right)
    expect(own === undefined || !isDecision(own)).toBe(true)
    expect(own === undefined || SUBJECTS.some((each) => each === of)).toBe(true)
    for (const besides of Object.values(naming)) expect(isDecision(besides)).toBe(true)
  })

  // Whoever moves one of these has changed who decides.
  it('leaves these to the operator', () => {
    const decisions = procedures.filter(([, { right }]) => right !== undefined && isDecision(right))
    expect(decisions.map(([name, { right }]) => `${right}: ${name}`).toSorted()).toEqual([
      'access: desk.put',
      'access: keys.add',
      'access: keys.list',
      'access: keys.revoke',
      'access: system.signInUrl',
      'approve: approvals.answer',
      'approve: approvals.approve',
      'approve: approvals.decide',
      'approve: approvals.edit',
      'approve: approvals.grant',
      'approve: approvals.reject',
      'approve: approvals.revokeGrant',
      'policy: aliases.remove',
      'policy: aliases.set',
      'policy: approvalRules.remove',
      'policy: approvalRules.set',
      'policy: exchange.importDali',
      'policy: exchange.importOpenclaw',
      'policy: workspaces.add',
      'policy: workspaces.lowerSandbox',
      'policy: workspaces.remove',
      'policy: workspaces.restoreSandbox',
      'policy: workspaces.setToolchains',
      'promote: artifacts.decide',
      'promote: artifacts.promote',
      'promote: artifacts.undo',
      'release: killSwitch.release',
      'secrets: secrets.lock',
      'secrets: secrets.openAlso',
      'secrets: secrets.remove',
      'secrets: secrets.set',
      'secrets: secrets.unlock',
    ])
  })
})
