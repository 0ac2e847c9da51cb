import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { TrustProof } from '#schemas'
import { jobHashOf } from './facts.ts'
import { aGate, aSpec, aToken, NOW, PAIRS, put, SECRET } from './test-bed.ts'
import { hmacText } from './verify-proof.ts'

const bytes = new TextEncoder().encode(SECRET)
const identity = { principal: 'bot' }
const SECOND = 1000

/** A gate that knows one key of each kind, and what becomes of a token. */
function bed() {
  const gate = aGate()
  gate.secrets['CI_KEY'] = SECRET
  gate.key('shared', { secret: 'CI_KEY' })
  for (const [name, { publicKey }] of Object.entries(PAIRS)) gate.key(name.toLowerCase(), {}, publicKey)
  const pass = (token: string, key = 'eddsa', job = 'job-1') =>
    gate.pass({ identity, proof: { method: 'jwt', key, token } }, { job })
  return { ...gate, passToken: pass }
}

async function refusal(outcome: Promise<{ kind: string; message?: string }>): Promise<string> {
  const { kind, message = '' } = await outcome
  return kind === 'denied' ? message.replace('The proof of this job does not hold: ', '') : kind
}

describe('a signed token', () => {
  it('holds for each algorithm with a key of its kind', async () => {
    const { passToken } = bed()
    expect(await passToken(await aToken({}, bytes, { alg: 'HS256' }), 'shared')).toMatchObject({ kind: 'admitted' })
    for (const [alg, { privateKey }] of Object.entries(PAIRS)) {
      const outcome = await passToken(await aToken({}, privateKey, { alg }), alg.toLowerCase())
      expect(outcome).toMatchObject({ kind: 'admitted', facts: { proof: { result: 'verified', algorithm: alg } } })
    }
  })

  it('is refused without a signature, or with one of another key', async () => {
    const { passToken } = bed()
    const [, payload = '', signature = ''] = (await aToken()).split('.')
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
    expect(await refusal(passToken(`${none}.${payload}.${signature}`))).toMatch(/not signed with EdDSA/)
    const other = await aToken({}, PAIRS.ES256.privateKey, { alg: 'ES256' })
    expect(await refusal(passToken(other))).toMatch(/not signed with EdDSA/)
    const forged = (await aToken({ sub: 'root' })).split('.')
    expect(await refusal(passToken([forged[0], payload, forged[2]].join('.')))).toMatch(/signature is not of this key/)
  })

  it('cannot have a public key taken for a shared secret', async () => {
    const { passToken } = bed()
    for (const { publicKey } of Object.values(PAIRS)) {
      const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
      for (const text of [pem, pem.trim(), publicKey.export({ type: 'spki', format: 'der' })]) {
        const confused = await aToken({}, new Uint8Array(Buffer.from(text)), { alg: 'HS256' })
        for (const name of ['rs256', 'es256', 'eddsa'])
          expect(await refusal(passToken(confused, name))).toMatch(/not signed with/)
      }
    }
  })

  it('cannot bring its own key, nor demand what is not understood', async () => {
    const { passToken } = bed()
    const jwk = PAIRS.ES256.publicKey.export({ format: 'jwk' })
    const own = await aToken({}, PAIRS.ES256.privateKey, { alg: 'ES256', jwk, jku: 'https://example.com/keys' })
    expect(await refusal(passToken(own))).toMatch(/not signed with EdDSA/)
    const parts = (await aToken()).split('.')
    parts[0] = Buffer.from(JSON.stringify({ alg: 'EdDSA', crit: ['x'], x: 1 })).toString('base64url')
    expect(await refusal(passToken(parts.join('.')))).toMatch(/no token that can be verified/)
  })

  it.each([
    ['has expired', { exp: NOW / SECOND - 31 }, /expired/],
    ['never expires', { exp: undefined }, /exp is missing/],
    ['expires when no calendar reaches', { exp: 1e15 }, /not the form/],
    ['is for later', { nbf: NOW / SECOND + 31 }, /nbf/],
    ['is for somebody else to read', { aud: 'others' }, /aud/],
    ['says for nobody whom it is for', { aud: undefined }, /aud/],
    ['is of another principal', { sub: 'root' }, /another principal/],
    ['is of nobody', { sub: undefined }, /sub is missing/],
    ['is of another job', { job_hash: 'f'.repeat(64) }, /another job/],
  ])('is refused where it %s', async (_, claims, words) => {
    expect(await refusal(bed().passToken(await aToken(claims)))).toMatch(words)
  })

  it('is held to the issuer, the audience and the principals that its key is declared for', async () => {
    const gate = bed()
    const declared = { issuer: 'https://ci', audience: 'here', principals: ['bot'] }
    gate.key('strict', declared, PAIRS.EdDSA.publicKey)
    expect(await refusal(gate.passToken(await aToken({ aud: 'here' }), 'strict'))).toMatch(/iss/)
    expect(await refusal(gate.passToken(await aToken({ iss: 'https://ci' }), 'strict'))).toMatch(/aud/)
    const good = await aToken({ iss: 'https://ci', aud: 'here' })
    expect(await refusal(gate.passToken(good, 'strict'))).toBe('admitted')
    gate.key('strict', { ...declared, principals: ['others'] }, PAIRS.EdDSA.publicKey)
    expect(await refusal(gate.passToken(good, 'strict'))).toMatch(/does not speak for this principal/)
  })

  it('that names a job is of that job', async () => {
    const { passToken } = bed()
    const proof = { method: 'jwt', key: 'eddsa', token: 'a.b.c' } as const
    const job_hash = jobHashOf(aSpec({ identity, proof }))
    expect(await refusal(passToken(await aToken({ job_hash })))).toBe('admitted')
  })

  it('with an id is used up by its job, whose further attempts present it again', async () => {
    const { passToken } = bed()
    const token = await aToken({ jti: 'one' })
    expect(await refusal(passToken(token, 'eddsa', 'job-1'))).toBe('admitted')
    expect(await refusal(passToken(token, 'eddsa', 'job-1'))).toBe('admitted')
    expect(await refusal(passToken(token, 'eddsa', 'job-2'))).toMatch(/used for another job/)
    expect(await refusal(passToken(await aToken({ jti: 'two' }), 'eddsa', 'job-2'))).toBe('admitted')
  })

  it('with an id is used up under whatever name its key is declared', async () => {
    const gate = bed()
    gate.key('again', { max_level: 'autonomous' }, PAIRS.EdDSA.publicKey)
    gate.key('shared-again', { secret: 'CI_KEY' })
    const signed = await aToken({ jti: 'one' })
    const shared = await aToken({ jti: 'one' }, bytes, { alg: 'HS256' })
    expect(await refusal(gate.passToken(signed, 'eddsa', 'job-1'))).toBe('admitted')
    expect(await refusal(gate.passToken(signed, 'again', 'job-2'))).toMatch(/used for another job/)
    expect(await refusal(gate.passToken(shared, 'shared', 'job-3'))).toBe('admitted')
    expect(await refusal(gate.passToken(shared, 'shared-again', 'job-4'))).toMatch(/used for another job/)
  })
})

describe('a set of keys', () => {
  it('needs the token to say which, and holds nothing secret', async () => {
    const gate = bed()
    const jwks = (...keys: object[]) => {
      gate.key('set', { file: 'set.json' })
      put(`${gate.folder}/trust-keys`, 'set.json', JSON.stringify({ keys }))
    }
    const [a, b] = [PAIRS.EdDSA.publicKey, PAIRS.ES256.publicKey].map((key) => key.export({ format: 'jwk' }))
    jwks({ ...a, kid: 'a' }, { ...b, kid: 'b' })
    const signed = (kid?: string) => aToken({}, PAIRS.ES256.privateKey, { alg: 'ES256', ...(kid && { kid }) })
    expect(await refusal(gate.passToken(await signed('b'), 'set'))).toBe('admitted')
    for (const kid of [undefined, 'a', 'c'])
      expect(await refusal(gate.passToken(await signed(kid), 'set'))).not.toBe('admitted')
    jwks(PAIRS.EdDSA.privateKey.export({ format: 'jwk' }))
    expect(await refusal(gate.passToken(await signed(), 'set'))).toMatch(/not public/)
    jwks({ kty: 'oct', k: Buffer.from(SECRET).toString('base64url') })
    expect(await refusal(gate.passToken(await aToken({}, bytes, { alg: 'HS256' }), 'set'))).toMatch(/not public/)
  })
})

describe('an HMAC', () => {
  type Hmac = Extract<TrustProof, { method: 'hmac' }>
  const blank: Hmac = {
    method: 'hmac',
    key: 'shared',
    made_at: new Date(NOW).toISOString(),
    expires_at: new Date(NOW + 60 * SECOND).toISOString(),
    nonce: 'n'.repeat(16),
    mac: '0'.repeat(64),
  }

  /** A code that is right for what it is over. */
  function made(over: Partial<Hmac> = {}, principal = 'bot', secret = SECRET): Hmac {
    const proof = { ...blank, ...over }
    const jobHash = jobHashOf(aSpec({ identity, proof }))
    return { ...proof, mac: createHmac('sha256', secret).update(hmacText(proof, { principal, jobHash })).digest('hex') }
  }
  const passing = (proof: Hmac, job = 'job-1', gate = bed()) => refusal(gate.pass({ identity, proof }, { job }))
  const at = (seconds: number) => new Date(NOW + seconds * SECOND).toISOString()

  it('holds for its job within its time', async () => {
    expect(await passing(made())).toBe('admitted')
  })

  it.each([
    ['its code is of another secret', made({}, 'bot', 'x'.repeat(40)), /does not fit/],
    ['its code is of another principal', made({}, 'root'), /does not fit/],
    ['it was changed afterwards', { ...made(), expires_at: at(3600) }, /does not fit/],
    ['it has expired', made({ made_at: at(-120), expires_at: at(-60) }), /expired/],
    ['it is from the future', made({ made_at: at(31) }), /future/],
    ['it would hold for too long', made({ expires_at: at(8 * 86_400) }), /seven days/],
  ])('is refused where %s', async (_, proof, words) => {
    expect(await passing(proof)).toMatch(words)
  })

  it('is refused for a job that differs in anything', async () => {
    const gate = bed()
    const outcome = await gate.pass({ identity, proof: made(), required: { level: 'untrusted', enforcement: 'none' } })
    expect(outcome).toMatchObject({ kind: 'denied', code: 'proof_failed' })
  })

  it('is used up by its job', async () => {
    const gate = bed()
    expect(await passing(made(), 'job-1', gate)).toBe('admitted')
    expect(await passing(made(), 'job-2', gate)).toMatch(/used for another job/)
  })

  it('needs a shared secret that the operator declared to be a key, and that is long enough', async () => {
    expect(await passing(made({ key: 'eddsa' }))).toMatch(/needs a shared secret/)
    const gate = bed()
    expect(await passing(made({ key: 'unknown' }), 'job-1', gate)).toMatch(/declares no key unknown/)
    gate.secrets['CI_KEY'] = 'too short'
    expect(await passing(made(), 'job-1', gate)).toMatch(/shorter than 32/)
    delete gate.secrets['CI_KEY']
    expect(await passing(made(), 'job-1', gate)).toMatch(/not set, or the secrets are locked/)
  })
})

it('keeps no private key, and takes nothing else for a public one', async () => {
  const gate = bed()
  put(
    `${gate.folder}/trust-keys`,
    'eddsa.pem',
    PAIRS.EdDSA.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  )
  expect(await refusal(gate.passToken(await aToken()))).toMatch(/private key/)
  put(`${gate.folder}/trust-keys`, 'eddsa.pem', 'nothing of the kind')
  expect(await refusal(gate.passToken(await aToken()))).toMatch(/no PEM/)
})
