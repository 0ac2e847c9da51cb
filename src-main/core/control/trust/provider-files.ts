import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { providerNameSchema } from '#schemas'
import { parseGuardedJson } from '#schemas/format'
import { type OwnFile, ownFiles } from './own-files.ts'

/** One provider as it lies in the folder, ready to be started. */
export interface ProviderFile {
  readonly name: string
  readonly folder: string
  readonly file: string
  /** Over its file and all that it may load from the folder. */
  readonly sha256: string
  readonly hosts: readonly string[]
  readonly memoryBytes: number
  /** An answer that takes longer counts as none. */
  readonly timeoutMs: number
}

export interface ProviderFiles {
  readonly folder: string
  /** Why none of them is used; null where that is not so. */
  readonly problem: string | null
  readonly providers: ReadonlyMap<string, ProviderFile>
  readonly refused: readonly { readonly name: string; readonly problem: string }[]
}

/** What the operator grants providers, by their names. */
export const GRANTS_FILE = 'providers.json'

const MAX_GRANTS_BYTES = 64 * 1024
const MIB = 1024 ** 2

const hostSchema = z
  .string()
  .max(260)
  .regex(
    /^(\*\.)?[a-z0-9.-]+(:[1-9]\d{0,4})?$/,
    'must be the name of a host in small letters, such as example.com, *.example.com or example.com:8443',
  )

const grantsSchema = z.record(
  providerNameSchema,
  z.strictObject({
    hosts: z.array(hostSchema).max(32).default([]),
    memory_mb: z.int().min(128).max(4096).default(512),
    timeout_ms: z.int().min(100).max(30_000).default(10_000),
  }),
)
type Grants = z.infer<typeof grantsSchema>

const NO_GRANT = { hosts: [], memory_mb: 512, timeout_ms: 10_000 }

const PROVIDER_FILE = /^([^/]+)\.m?js$/

/** Reads the folder anew each time: what answers is what lies there, and the hash in the evidence is of that. */
export async function readProviders(path: string): Promise<ProviderFiles> {
  const found = await ownFiles(path)
  const { folder } = found
  if ('problem' in found) return { folder, problem: found.problem, providers: new Map(), refused: [] }
  const grants = await readGrants(found.files)
  if (grants === undefined)
    return { folder, problem: `${GRANTS_FILE} has not the form of one.`, providers: new Map(), refused: [] }
  const entries = found.files.flatMap((file) => {
    const name = PROVIDER_FILE.exec(file.name)?.[1]
    return name === undefined ? [] : [{ name, file }]
  })
  const shared = found.files.filter(({ name }) => !PROVIDER_FILE.test(name) && name !== GRANTS_FILE)
  const sharedSums = await Promise.all(shared.map(sumOf))
  const providers = new Map<string, ProviderFile>()
  const refused: { name: string; problem: string }[] = []
  for (const { name, file } of entries) {
    const isTwice = entries.filter((each) => each.name === name).length > 1
    if (!providerNameSchema.safeParse(name).success)
      refused.push({ name: file.name, problem: 'Its name is none that a provider can have: a-z 0-9 and -.' })
    else if (isTwice) refused.push({ name: file.name, problem: 'Another file has the same name.' })
    else {
      const { hosts, memory_mb, timeout_ms } = grants[name] ?? NO_GRANT
      const sum = createHash('sha256')
        .update([await sumOf(file), ...sharedSums].join('\n'))
        .digest('hex')
      providers.set(name, {
        name,
        folder,
        file: file.name,
        sha256: sum,
        hosts,
        memoryBytes: memory_mb * MIB,
        timeoutMs: timeout_ms,
      })
    }
  }
  return { folder, problem: null, providers, refused }
}

async function readGrants(files: readonly OwnFile[]): Promise<Grants | undefined> {
  const file = files.find(({ name }) => name === GRANTS_FILE)
  if (file === undefined) return {}
  const parsed = parseGuardedJson(await readFile(file.path, 'utf8'), MAX_GRANTS_BYTES)
  return parsed.ok ? grantsSchema.safeParse(parsed.value).data : undefined
}

async function sumOf({ name, path }: OwnFile): Promise<string> {
  return `${name}\0${createHash('sha256')
    .update(await readFile(path))
    .digest('hex')}`
}
