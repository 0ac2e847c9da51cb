import { describe, expect, it } from 'vitest'
import type { JobSpecInput, SandboxReport, TrustLevel } from '#schemas'
import { ProviderFailed } from './providers.ts'
import { aGate, type Answers, ENFORCED, NOW, type Outcome } from './test-bed.ts'

type Trust = NonNullable<JobSpecInput['trust']>

const KNOWS: Answers = {
  resolveSession: () => ({ ok: true, session: { ticket: 'opaque' }, level: 'supervised' }),
  materialize: ({ names }) => ({
    ok: true,
    env: Object.fromEntries(namesOf(names).map((name) => [name, `for ${name}`])),
  }),
  cleanup: () => ({ ok: true }),
}
const PERMITS: Answers = { authorize: () => ({ decision: 'permit' }) }
const VERIFIES: Answers = { verifyProof: () => ({ ok: true }) }

function namesOf(names: unknown): string[] {
  return Array.isArray(names) ? names.map(String) : []
}

const bot = { principal: 'bot', provider: 'vault' }
const proof = { method: 'provider', provider: 'prover', proof: 'x' } as const
const all: Trust = {
  identity: bot,
  required: { level: 'supervised' },
  proof,
  authorization: { provider: 'judge' },
  credentials: ['TOKEN_A'],
}

/** Gates whose three providers let everything through, with what the test says otherwise. */
function bed(over: { vault?: Answers; prover?: Answers; judge?: Answers } = {}) {
  const gate = aGate()
  gate.provider('vault', 'identity', { ...KNOWS, ...over.vault })
  gate.provider('prover', 'proof', { ...VERIFIES, ...over.prover })
  gate.provider('judge', 'authorization', { ...PERMITS, ...over.judge })
  return gate
}

/** `toMatchObject` takes a pattern for an object that anything fits. */
function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern)
}

function endOf(outcome: Outcome): string {
  return outcome.kind === 'denied' ? outcome.code : outcome.kind
}

describe('the gates of a run', () => {
  it('are asked in their order, and credentials are noted before they are made', async () => {
    const gate = bed()
    const outcome = await gate.pass(all)
    expect(outcome).toMatchObject({ kind: 'admitted', credentials: { TOKEN_A: 'for TOKEN_A' } })
    expect(gate.asked).toEqual([
      'vault.resolveSession',
      'prover.verifyProof',
      'judge.authorize',
      'asked for cred-1 of vault',
      'vault.materialize',
    ])
  })

  it('write down what they found, and of credentials the names', async () => {
    const { facts } = await bed({
      vault: { describeSession: () => ({ account: 'bot', leak: 'it is for TOKEN_A' }) },
    }).pass(all)
    expect(facts).toMatchObject({
      identity: { principal: 'bot', level: 'supervised', vouched_by: 'provider' },
      handoff: { provider: 'vault', names: ['TOKEN_A'] },
      trust: { decision: 'permit', required: 'supervised', enforcement: 'block' },
      proof: { result: 'verified', method: 'provider', by: 'prover' },
      authorization: { decision: 'permit', by: 'judge' },
      credentials: { handle: 'cred-1', provider: 'vault', names: ['TOKEN_A'] },
    })
    expect(facts.identity?.session).toEqual({ account: 'bot', leak: 'it is [redacted]' })
    expect(facts.providers.map(({ name }) => name)).toEqual(['vault', 'judge', 'prover'])
    expect(JSON.stringify(facts)).not.toMatch(/opaque|for TOKEN_A/)
  })

  it('stand open where a job asks for nothing', async () => {
    expect(await bed().pass({})).toMatchObject({ kind: 'admitted', credentials: {} })
  })
})

describe('a gate whose provider', () => {
  const gates: [name: 'vault' | 'prover' | 'judge', ask: keyof Answers, trust: Trust][] = [
    ['vault', 'resolveSession', { identity: bot }],
    ['vault', 'materialize', { identity: bot, credentials: ['TOKEN_A'] }],
    ['prover', 'verifyProof', { identity: bot, proof }],
    ['judge', 'authorize', { identity: bot, authorization: { provider: 'judge' } }],
  ]

  it.each(gates)('%s is missing lets nothing through, before anything else is asked', async (name, _, trust) => {
    const gate = aGate()
    for (const [other, type, answers] of [
      ['vault', 'identity', KNOWS],
      ['prover', 'proof', VERIFIES],
      ['judge', 'authorization', PERMITS],
    ] as const)
      if (other !== name) gate.provider(other, type, answers)
    expect(endOf(await gate.pass(trust))).toBe('provider_failed')
    expect(gate.asked.filter((each) => !each.startsWith('vault.resolve'))).toEqual([])
  })

  it.each(gates)('%s is of another type lets nothing through (%s)', async (name, _, trust) => {
    const gate = bed()
    gate.provider(name, name === 'judge' ? 'proof' : 'authorization', { ...PERMITS, ...VERIFIES, ...KNOWS })
    expect(endOf(await gate.pass(trust))).toBe('provider_failed')
  })

  it.each(gates)('%s fails in %s lets nothing through', async (name, ask, trust) => {
    for (const reason of ['threw', 'too_late', 'ended', 'waiting', 'stopped'] as const) {
      const answers: Answers = {
        [ask]: () => {
          throw new ProviderFailed(name, reason, 'with the password hunter2')
        },
      }
      const outcome = await bed({ [name]: answers }).pass(trust)
      expect(endOf(outcome)).toBe('provider_failed')
      expect(JSON.stringify(outcome)).not.toContain('hunter2')
    }
  })

  it.each(gates)('%s answers %s oddly lets nothing through', async (name, ask, trust) => {
    const odd = [null, true, 'yes', 1, [], {}, { ok: 'true' }, { ok: 1 }, { decision: 'PERMIT' }, { decision: true }]
    for (const answer of [...odd, { ok: true, decision: 'permit', more: 1 }]) {
      const outcome = await bed({ [name]: { [ask]: () => answer } }).pass(trust)
      expect(`${JSON.stringify(answer)} ${endOf(outcome)}`).toBe(`${JSON.stringify(answer)} provider_failed`)
    }
  })

  it('says no lets nothing through, each with its own code', async () => {
    const no = () => ({ ok: false, reason: 'because' })
    const codes = { resolveSession: 'identity_unresolved', materialize: 'credentials_missing' }
    for (const [ask, code] of Object.entries(codes))
      expect(await bed({ vault: { [ask]: no } }).pass(all)).toMatchObject({ code, message: matching(/because/) })
    expect(await bed({ prover: { verifyProof: no } }).pass(all)).toMatchObject({
      code: 'proof_failed',
      message: matching(/because/),
    })
    const judge = { authorize: () => ({ decision: 'deny', reason: 'because' }) }
    expect(await bed({ judge }).pass(all)).toMatchObject({ code: 'authorization_denied', message: matching(/because/) })
  })
})

describe('trust', () => {
  const level = (said?: TrustLevel) => ({
    vault: { resolveSession: () => ({ ok: true, session: 1, ...(said && { level: said }) }) },
  })

  it('is what the provider says, and no more than what was declared', async () => {
    const needs = (declared: TrustLevel | undefined, required: TrustLevel): Trust => ({
      identity: { ...bot, ...(declared && { level: declared }) },
      required: { level: required },
    })
    expect(endOf(await bed(level('autonomous')).pass(needs(undefined, 'autonomous')))).toBe('admitted')
    expect(endOf(await bed(level('autonomous')).pass(needs('restricted', 'supervised')))).toBe('trust_denied')
    expect(endOf(await bed(level('restricted')).pass(needs('autonomous', 'supervised')))).toBe('trust_denied')
    expect(endOf(await bed(level()).pass(needs('autonomous', 'untrusted')))).toBe('trust_denied')
  })

  it('is not believed where somebody only says it of himself', async () => {
    const outcome = await bed().pass({
      identity: { principal: 'bot', level: 'autonomous' },
      required: { level: 'restricted' },
    })
    expect(outcome).toMatchObject({ code: 'trust_denied', facts: { identity: { level: null, vouched_by: 'nobody' } } })
    expect(endOf(await bed().pass({ required: { level: 'untrusted' } }))).toBe('trust_denied')
  })

  it('is vouched for by a proof as far as its key may, and only if the proof then holds', async () => {
    const gate = bed()
    gate.secrets['CI_KEY'] = 'x'.repeat(40)
    gate.key('ci', { secret: 'CI_KEY', max_level: 'supervised' })
    const proof = {
      method: 'hmac' as const,
      key: 'ci',
      made_at: new Date(NOW).toISOString(),
      expires_at: new Date(NOW + 1000).toISOString(),
      nonce: 'n'.repeat(16),
      mac: '0'.repeat(64),
    }
    const asks = (required: TrustLevel): Trust => ({
      identity: { principal: 'bot', level: 'autonomous' },
      required: { level: required },
      proof,
    })
    expect(endOf(await gate.pass(asks('autonomous')))).toBe('trust_denied')
    expect(await gate.pass(asks('supervised'))).toMatchObject({
      code: 'proof_failed',
      facts: { identity: { level: 'supervised' } },
    })
  })

  it('that is too low is let pass with a warning where the job says so, which authorization can refuse', async () => {
    const warned: Trust = { identity: bot, required: { level: 'autonomous', enforcement: 'warn' } }
    expect(await bed().pass(warned)).toMatchObject({ kind: 'admitted', facts: { trust: { decision: 'warn' } } })
    expect(endOf(await bed().pass({ ...warned, authorization: { provider: 'judge' } }))).toBe('authorization_denied')
    const regardless = { provider: 'judge', depends_on_trust: false }
    expect(endOf(await bed().pass({ ...warned, authorization: regardless }))).toBe('admitted')
  })

  it('is of the principal that was asked about', async () => {
    const vault = { resolveSession: () => ({ ok: true, session: 1, principal: 'root', level: 'autonomous' }) }
    expect(endOf(await bed({ vault }).pass({ identity: bot }))).toBe('identity_unresolved')
  })
})

describe('authorization', () => {
  it('can be a word of the job itself, which can deny and escalate', async () => {
    const says = (decision: 'permit' | 'deny' | 'escalate'): Trust => ({ authorization: { decision } })
    expect(endOf(await bed().pass(says('permit')))).toBe('admitted')
    expect(endOf(await bed().pass(says('deny')))).toBe('authorization_denied')
    expect(endOf(await bed().pass(says('escalate')))).toBe('escalated')
    const needsSomebody: Trust = { authorization: { decision: 'permit', requires_identity: true } }
    expect(endOf(await bed().pass(needsSomebody))).toBe('authorization_denied')
  })

  it('that escalates asks the same question each time, and is satisfied by one approval once', async () => {
    let reason = 0
    const gate = bed({ judge: { authorize: () => ({ decision: 'escalate', reason: `for the ${++reason}. time` }) } })
    const first = await gate.pass(all)
    expect(first).toMatchObject({
      kind: 'escalated',
      message: matching(/for the 1\. time/),
      question: { tool: 'trust.authorize' },
    })
    expect(await gate.pass(all)).toMatchObject({ question: 'question' in first ? first.question : null })
    expect(gate.handles).toEqual([])
    gate.approvals.push('apr-1')
    expect(await gate.pass(all)).toMatchObject({
      kind: 'admitted',
      facts: { authorization: { decision: 'escalate', approval: 'apr-1' } },
    })
    expect(endOf(await gate.pass(all))).toBe('escalated')
  })

  it('is told of the job as it is, without its proof', async () => {
    let told: Record<string, unknown> = {}
    const gate = bed({
      judge: {
        authorize(input) {
          told = input
          return { decision: 'permit' }
        },
      },
    })
    const { facts } = await gate.pass(all)
    expect(told).toMatchObject({
      job: { id: 'job-1', hash: facts.job_hash },
      identity: { principal: 'bot', level: 'supervised' },
      proof: { result: 'verified' },
      spec: { type: 'test_runner_task', trust: { identity: bot } },
    })
    expect(JSON.stringify(told)).not.toContain('"proof":"x"')
  })
})

describe('credentials', () => {
  const asks: Trust = { identity: bot, credentials: ['TOKEN_A', 'TOKEN_B'] }
  const gives = (env: unknown) => bed({ vault: { materialize: () => ({ ok: true, env }) } }).pass(asks)
  const good = { TOKEN_A: 'value-a', TOKEN_B: 'value-b' }

  it('are exactly those that were asked for', async () => {
    expect(await gives(good)).toMatchObject({ kind: 'admitted', credentials: good })
    expect(endOf(await gives({ TOKEN_A: 'value-a' }))).toBe('credentials_missing')
    for (const name of ['LD_PRELOAD', 'NODE_OPTIONS', 'PATH', 'OTHER'])
      expect(endOf(await gives({ ...good, [name]: '/tmp/evil' }))).toBe('provider_failed')
  })

  it('are values that can be hidden: one line, not too short', async () => {
    for (const value of ['short', 'two\nlines', ' blank ', 5, null, 'x'.repeat(20_000)])
      expect(endOf(await gives({ ...good, TOKEN_B: value }))).toBe('provider_failed')
  })

  it('do not take the place of a secret', async () => {
    const policy = { allow_network: false, allow_subprocess: true, allowed_tools: [], secrets: ['TOKEN_A'] }
    expect(endOf(await bed().pass(asks, { policy }))).toBe('credentials_missing')
  })
})

describe('a job that follows another', () => {
  const parent = {
    job: 'job-0',
    run: 'run-0',
    trust: { identity: { principal: 'parent', provider: 'vault', subject: 'unknown', delegation: 'none' } },
    level: 'supervised',
  } as const
  const child = (child_credentials?: Trust['child_credentials'], more: Trust = {}): Trust => ({
    identity: { principal: 'child', provider: 'vault' },
    credentials: ['TOKEN_A'],
    ...more,
    ...(child_credentials && { child_credentials }),
  })

  it('has no identity and no credentials unless somebody says so', async () => {
    expect(await bed().pass(child(), { parent })).toMatchObject({
      code: 'credentials_missing',
      facts: { identity: null },
    })
    expect(await bed().pass({ identity: bot }, { parent })).toMatchObject({
      kind: 'admitted',
      facts: { identity: null },
    })
    const parentSays = { ...parent, trust: { ...parent.trust, child_credentials: 'independent' as const } }
    expect(await bed().pass(child(), { parent: parentSays })).toMatchObject({
      facts: { identity: { principal: 'child' } },
    })
  })

  it('inherits the identity of the other, trusted no further than that was', async () => {
    const outcome = await bed().pass(child('inherit'), { parent: { ...parent, level: 'restricted' } })
    expect(outcome).toMatchObject({
      kind: 'admitted',
      facts: {
        identity: { principal: 'parent', level: 'restricted', vouched_by: 'parent' },
        child: { policy: 'inherit' },
      },
    })
    const selfmade = { ...parent, trust: undefined }
    expect(endOf(await bed().pass(child('inherit'), { parent: selfmade }))).toBe('child_credentials_denied')
  })

  it('gets a smaller session, which must not be trusted further', async () => {
    const hands = (level: TrustLevel) => bed({ vault: { prepareHandoff: () => ({ ok: true, session: 2, level }) } })
    expect(await hands('restricted').pass(child('downscope'), { parent })).toMatchObject({
      kind: 'admitted',
      facts: { identity: { level: 'restricted', vouched_by: 'parent' } },
    })
    expect(endOf(await hands('autonomous').pass(child('downscope'), { parent }))).toBe('child_credentials_denied')
    expect(endOf(await bed().pass(child('downscope'), { parent }))).toBe('provider_failed')
    const refuses = bed({ vault: { prepareHandoff: () => ({ ok: false }) } })
    expect(endOf(await refuses.pass(child('downscope'), { parent }))).toBe('child_credentials_denied')
  })

  it('is itself, capped at the trust of the other', async () => {
    const capped = await bed().pass(child('independent'), { parent: { ...parent, level: 'untrusted' } })
    expect(capped).toMatchObject({ kind: 'admitted', facts: { identity: { principal: 'child', level: 'untrusted' } } })
    const unknown = await bed().pass(child('independent'), { parent: { ...parent, level: null } })
    expect(unknown).toMatchObject({ facts: { identity: { level: null } } })
  })

  it('is not let through where the other cannot be found any more', async () => {
    expect(endOf(await bed().pass({}, { parent: undefined }))).toBe('child_credentials_denied')
  })
})

describe('a contract', () => {
  it('is refused where the worker cannot keep it', async () => {
    const partial: SandboxReport = { ...ENFORCED, level: 'os-partial', findings: [] }
    const asks: Trust = { contract: { sandbox: 'os-enforced' } }
    expect(endOf(await bed().pass(asks))).toBe('admitted')
    expect(endOf(await bed().pass(asks, { sandbox: partial }))).toBe('contract_refused')
    const paths: Trust = { contract: { allowed_paths: ['docs'] } }
    expect(endOf(await bed().pass(paths))).toBe('admitted')
    expect(endOf(await bed().pass(paths, { sandbox: partial }))).toBe('contract_refused')
  })
})
