import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SignJWT } from 'jose'

/** Puts a provider into the folder of a data directory. `body` is what stands between the braces of its default export. */
export function aProvider(
  home: string,
  name: string,
  type: 'identity' | 'authorization' | 'proof',
  body: string,
): string {
  return aTrustFile(
    join(home, 'trust-providers'),
    `${name}.mjs`,
    `export default { name: '${name}', type: '${type}', ${body} }\n`,
  )
}

/** What the operator grants providers, by their names. */
export function grantProviders(home: string, grants: object): void {
  aTrustFile(join(home, 'trust-providers'), 'providers.json', JSON.stringify(grants))
}

/** An identity provider that knows everybody, as highly as there is, and fills every variable. */
export const KNOWS_ALL = `
  resolveSession: ({ identity }) => ({ ok: true, session: { of: identity.principal }, level: 'autonomous' }),
  describeSession: ({ session }) => ({ account: session.of, token: 'value-of-TOKEN_A' }),
  prepareHandoff: ({ session }) => ({ ok: true, session: { ...session, small: true }, level: 'restricted' }),
  materialize: ({ names }) => ({ ok: true, env: Object.fromEntries(names.map((name) => [name, 'value-of-' + name])) }),
  cleanup: () => ({ ok: true }),
`

/** Declares an Ed25519 key for proofs and returns the private half. */
export function aProofKey(home: string, name: string, declared: object = {}): KeyObject {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const folder = join(home, 'trust-keys')
  aTrustFile(folder, `${name}.pem`, publicKey.export({ type: 'spki', format: 'pem' }).toString())
  aTrustFile(folder, 'keys.json', JSON.stringify({ [name]: { file: `${name}.pem`, ...declared } }))
  return privateKey
}

/** A token that holds for five minutes unless `claims` says otherwise. */
export function aToken(key: KeyObject, claims: Record<string, unknown>, alg = 'EdDSA'): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT({ aud: 'interlock', exp: now + 300, ...claims }).setProtectedHeader({ alg }).sign(key)
}

function aTrustFile(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, name)
  // Not over what may be running from it.
  rmSync(path, { force: true })
  writeFileSync(path, text)
  chmodSync(path, 0o600)
  return path
}
