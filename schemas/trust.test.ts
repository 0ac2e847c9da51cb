import { describe, expect, it } from 'vitest'
import { type JobTrust, lowerTrust, policyUnder, trustSchema } from './trust.ts'

function problemsOf(trust: unknown): string[] {
  return (trustSchema.safeParse(trust).error?.issues ?? []).map(({ path }) => path.join('.'))
}

describe('what a job says of trust', () => {
  it('is strict, and may be nothing', () => {
    expect(trustSchema.parse({})).toEqual({})
    for (const trust of [{ identities: {} }, { identity: { principal: 'a', extra: 1 } }, { contract: { paths: [] } }])
      expect(problemsOf(trust)).toHaveLength(1)
  })

  it('blocks by itself where a level is required', () => {
    expect(trustSchema.parse({ required: { level: 'restricted' } }).required).toEqual({
      level: 'restricted',
      enforcement: 'block',
    })
  })

  it('names whom it acts for exactly where it acts for another', () => {
    expect(problemsOf({ identity: { principal: 'a', delegation: 'impersonation' } })).toEqual(['identity.on_behalf_of'])
    expect(problemsOf({ identity: { principal: 'a', on_behalf_of: 'b' } })).toEqual(['identity.on_behalf_of'])
    expect(problemsOf({ identity: { principal: 'a', delegation: 'on_behalf_of', on_behalf_of: 'b' } })).toEqual([])
  })

  it('has no credential and no proof of nobody', () => {
    const proof = { method: 'jwt', key: 'ci', token: 'a.b.c' }
    expect(problemsOf({ credentials: ['TOKEN'] })).toEqual(['credentials'])
    expect(problemsOf({ identity: { principal: 'a' }, credentials: ['TOKEN'] })).toEqual(['credentials'])
    expect(problemsOf({ child_credentials: 'inherit', credentials: ['TOKEN'] })).toEqual([])
    expect(problemsOf({ proof })).toEqual(['proof'])
  })

  it.each(['LD_PRELOAD', 'NODE_OPTIONS', 'BASH_ENV', 'GIT_SSH_COMMAND', 'PATH', 'HOME', 'INTERLOCK_RUN', 'a b', '2ND'])(
    'has no credential in the variable %s',
    (name) => {
      expect(problemsOf({ identity: { principal: 'a', provider: 'vault' }, credentials: [name] })).toContain(
        'credentials.0',
      )
    },
  )
})

describe('a contract', () => {
  it.each(['/etc', '..', 'a/../b', 'a//b', './a', 'a/', '', '.git', 'a/.GIT/hooks', 'C:/x', 'a\\b', 'a\0b'])(
    'names no path such as %j',
    (path) => {
      expect(problemsOf({ contract: { allowed_paths: [path] } })).toContain('contract.allowed_paths.0')
    },
  )

  it('is not taken in where the estimate is above what it may cost', () => {
    const costs = (estimated_cost_usd: number) => ({ contract: { max_cost_usd: 1, estimated_cost_usd } })
    expect(problemsOf(costs(1))).toEqual([])
    expect(problemsOf(costs(1.01))).toEqual(['contract.estimated_cost_usd'])
    expect(problemsOf({ contract: { max_cost_usd: 1 } })).toEqual([])
  })

  it('takes the network away, and gives nothing', () => {
    const policy = { allow_network: true, allow_subprocess: true, allowed_tools: [], network_hosts: ['example.com'] }
    const contract = (text: object): JobTrust['contract'] => trustSchema.parse({ contract: text }).contract
    expect(policyUnder(policy, contract({ network: 'deny' }))).toEqual({
      allow_network: false,
      allow_subprocess: true,
      allowed_tools: [],
    })
    expect(policyUnder(policy, contract({}))).toBe(policy)
    expect(policyUnder(policy, undefined)).toBe(policy)
  })
})

it('takes the lower of two levels, and none where one is not known', () => {
  expect(lowerTrust('autonomous', 'restricted')).toBe('restricted')
  expect(lowerTrust('untrusted', 'supervised')).toBe('untrusted')
  expect(lowerTrust(null, 'supervised')).toBeNull()
})
