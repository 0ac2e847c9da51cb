import { createHash, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { proofKeyNameSchema, secretNameSchema, type TrustLevel, trustLevelSchema } from '#schemas'
import { parseGuardedJson } from '#schemas/format'
import { type OwnFile, ownFiles } from './own-files.ts'

/** Algorithms of signed tokens, each fixed by the kind of its key and never by the token. */
export type ProofAlgorithm = 'HS256' | 'RS256' | 'ES256' | 'EdDSA'

/** A key that the operator declared to be one for proofs, and for what. */
export interface ProofKey {
  readonly name: string
  readonly kind: 'secret' | 'file'
  /** Values that fit; several where the key is a set. `id` is what a token may name it by. */
  readonly keys: readonly {
    readonly algorithm: ProofAlgorithm
    readonly key: KeyObject | Uint8Array
    readonly id: string | null
    /** The same for the same key, under whatever name it is declared: what is used up of its proofs is so under all of them. */
    readonly origin: string
  }[]
  readonly issuer: string | null
  readonly audience: string
  /** Whom it can speak for; null for anybody. */
  readonly principals: readonly string[] | null
  /** As what it can vouch for them at most; null for nothing beyond who they are. */
  readonly maxLevel: TrustLevel | null
}

export const KEYS_FILE = 'keys.json'

const MAX_BYTES = 256 * 1024
/** RFC 7518 3.2: as long as the hash. */
const MIN_SHARED_BYTES = 32
const MIN_RSA_BITS = 2048

const declared = {
  issuer: z.string().min(1).max(512).optional(),
  audience: z.string().min(1).max(512).default('interlock'),
  principals: z.array(z.string().min(1).max(256)).max(256).optional(),
  max_level: trustLevelSchema.optional(),
}
const keySchema = z.union([
  z.strictObject({ secret: secretNameSchema, ...declared }),
  z.strictObject({
    file: z
      .string()
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
        'must be the name of a file of A-Z a-z 0-9 . _ -, starting with a letter or digit',
      ),
    ...declared,
  }),
])
type Declared = z.infer<typeof keySchema>

const jwksSchema = z.object({
  keys: z
    .array(z.looseObject({ kty: z.string(), kid: z.string().max(256).optional() }))
    .min(1)
    .max(32),
})

/** Why a key cannot be used. */
export class KeyProblem extends Error {}

export interface ProofKeysDeps {
  readonly folder: string
  /** Values of secrets, as far as they are there and open. */
  readonly secrets: (names: readonly string[]) => Record<string, string>
}

export interface ProofKeys {
  /** @throws KeyProblem */
  get(name: string): Promise<ProofKey>
  /** What is declared of a key, whether or not it can be used; undefined where nothing is. @throws KeyProblem */
  declaredLevel(name: string): Promise<TrustLevel | null>
  list(): Promise<{ name: string; kind: 'secret' | 'file' | null; algorithms: string[]; problem: string | null }[]>
}

/** Keys for proofs. Only what `keys.json` declares is one: a secret that jobs are granted must not let them forge proofs. */
export function createProofKeys({ folder, secrets }: ProofKeysDeps): ProofKeys {
  async function declarations(): Promise<{ all: ReadonlyMap<string, Declared>; files: readonly OwnFile[] }> {
    const found = await ownFiles(folder)
    if ('problem' in found) throw new KeyProblem(found.problem)
    const file = found.files.find(({ name }) => name === KEYS_FILE)
    if (file === undefined) return { all: new Map(), files: found.files }
    const parsed = parseGuardedJson(await readFile(file.path, 'utf8'), MAX_BYTES)
    const all = parsed.ok ? z.record(proofKeyNameSchema, keySchema).safeParse(parsed.value) : undefined
    if (all?.success !== true) throw new KeyProblem(`${join(folder, KEYS_FILE)} has not the form of one.`)
    return { all: new Map(Object.entries(all.data)), files: found.files }
  }

  async function opened(name: string, key: Declared, files: readonly OwnFile[]): Promise<ProofKey> {
    const { issuer = null, audience, principals = null, max_level: maxLevel = null } = key
    const about = { name, issuer, audience, principals, maxLevel }
    if ('secret' in key) {
      const value = secrets([key.secret])[key.secret]
      if (value === undefined) throw new KeyProblem(`The secret ${key.secret} is not set, or the secrets are locked.`)
      const bytes = new TextEncoder().encode(value)
      if (bytes.length < MIN_SHARED_BYTES)
        throw new KeyProblem(`The secret ${key.secret} is shorter than ${MIN_SHARED_BYTES} bytes.`)
      return {
        ...about,
        kind: 'secret',
        keys: [{ algorithm: 'HS256', key: bytes, id: null, origin: `secret:${key.secret}` }],
      }
    }
    const file = files.find((each) => each.name === key.file)
    if (file === undefined) throw new KeyProblem(`There is no file ${key.file} in ${folder}.`)
    if (file.size > MAX_BYTES) throw new KeyProblem(`${key.file} is larger than a key.`)
    return { ...about, kind: 'file', keys: publicKeysIn(await readFile(file.path, 'utf8'), key.file) }
  }

  return {
    async get(name) {
      const { all, files } = await declarations()
      const key = all.get(name)
      if (key === undefined) throw new KeyProblem(`${KEYS_FILE} in ${folder} declares no key ${name}.`)
      return opened(name, key, files)
    },
    async declaredLevel(name) {
      return (await declarations()).all.get(name)?.max_level ?? null
    },
    async list() {
      const { all, files } = await declarations()
      return Promise.all(
        [...all].map(async ([name, key]) => {
          const kind = 'secret' in key ? 'secret' : 'file'
          try {
            const { keys } = await opened(name, key, files)
            return {
              name,
              kind,
              algorithms: [...new Set(keys.map(({ algorithm }) => algorithm))],
              problem: null,
            } as const
          } catch (error) {
            return { name, kind, algorithms: [], problem: wordsOf(error) } as const
          }
        }),
      )
    },
  }
}

function publicKeysIn(text: string, file: string): ProofKey['keys'] {
  if (/PRIVATE KEY/.test(text)) throw new KeyProblem(`${file} holds a private key; keep only the public one here.`)
  if (!text.trimStart().startsWith('{')) return [{ ...fitting(pemKey(text, file), file), id: null }]
  const parsed = parseGuardedJson(text, MAX_BYTES)
  const set = parsed.ok ? jwksSchema.safeParse(parsed.value) : undefined
  if (set?.success !== true) throw new KeyProblem(`${file} is no JWK set.`)
  return set.data.keys.map((jwk) => {
    if (jwk.kty === 'oct' || 'd' in jwk) throw new KeyProblem(`${file} holds a key that is not public.`)
    return { ...fitting(jwkKey(jwk, file), file), id: jwk.kid ?? null }
  })
}

function pemKey(text: string, file: string): KeyObject {
  try {
    return text.includes('BEGIN CERTIFICATE') ? new X509Certificate(text).publicKey : createPublicKey(text)
  } catch {
    throw new KeyProblem(`${file} is no PEM of a public key or certificate.`)
  }
}

function jwkKey(jwk: Record<string, unknown>, file: string): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    throw new KeyProblem(`${file} holds a key that cannot be read.`)
  }
}

/** Which algorithm a key is for. A token cannot choose, so it cannot have a public key taken for a shared one. */
function fitting(key: KeyObject, file: string): { algorithm: ProofAlgorithm; key: KeyObject; origin: string } {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details = {} } = key
  const found = (algorithm: ProofAlgorithm) => ({ algorithm, key, origin: thumbprint(key) })
  if (type === 'rsa' && (details.modulusLength ?? 0) >= MIN_RSA_BITS) return found('RS256')
  if (type === 'ec' && details.namedCurve === 'prime256v1') return found('ES256')
  if (type === 'ed25519') return found('EdDSA')
  throw new KeyProblem(`${file} holds a key that is neither RSA of 2048 bits or more, P-256 nor Ed25519.`)
}

function thumbprint(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
