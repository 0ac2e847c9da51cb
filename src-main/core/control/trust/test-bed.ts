import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { onTestFinished } from 'vitest'
import {
  type JobSpec,
  type JobSpecInput,
  jobSpecSchema,
  PROVIDER_FUNCTIONS,
  type ProviderFunction,
  type ProviderType,
  type SandboxReport,
  type TrustFacts,
} from '#schemas'
import { type Clock, createClock, createIds } from '#schemas/format'
import { createBodies, createLedger, openStore, prepareHome, type Write } from '#core/record'
import { Denied, noFacts } from './facts.ts'
import type { GatedRun } from './gated-run.ts'
import { passGates } from './gates.ts'
import type { ParentTrust } from './identity.ts'
import { createProofKeys } from './proof-keys.ts'
import { createProviders, ProviderFailed, type ProviderProcesses } from './providers.ts'
import { createTrustTable } from './trust-table.ts'

export const NOW = Date.parse('2026-01-01T00:00:00Z')

/** A folder that nobody else can write, removed after the test. */
export function aFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'interlock-trust-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function put(folder: string, name: string, text: string): string {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
  writeFileSync(path, text)
  chmodSync(path, 0o600)
  return path
}

export type Answers = Partial<Record<ProviderFunction, (input: Record<string, unknown>) => unknown>>

/** Processes of providers whose answers the test gives; what fails in a real one is a ProviderFailed here. */
export function scripted(
  providers: ReadonlyMap<string, { type: ProviderType; answers: Answers }>,
  asked: string[],
): ProviderProcesses {
  return {
    load({ name }) {
      const { type = 'identity', answers = {} } = providers.get(name) ?? {}
      const functions = PROVIDER_FUNCTIONS[type].filter((each) => answers[each] !== undefined)
      return Promise.resolve({ type, functions, confined: 'test' })
    },
    async ask({ name }, ask, input) {
      asked.push(`${name}.${ask}`)
      const answer = providers.get(name)?.answers[ask]
      if (answer === undefined) throw new ProviderFailed(name, 'no_such_function')
      const plain: unknown = JSON.parse(JSON.stringify(input))
      return answer(isRecord(plain) ? plain : {})
    },
    standing: () => ({ loaded: undefined, failure: undefined, retryAt: undefined }),
    stop: () => undefined,
    close: () => Promise.resolve(),
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

export const ENFORCED: SandboxReport = {
  level: 'os-enforced',
  reason: 'for this test',
  findings: [{ promise: 'read_files', kept_by: 'os', detail: '' }],
}

/** Gates with providers and keys of the test's own. */
export function aGate() {
  const folder = aFolder()
  const providers = new Map<string, { type: ProviderType; answers: Answers }>()
  const asked: string[] = []
  const spent = new Map<string, string>()
  const approvals: string[] = []
  const secrets: Record<string, string> = {}
  const keys: Record<string, object> = {}
  const handles: string[] = []

  const deps = {
    providers: createProviders(join(folder, 'trust-providers'), scripted(providers, asked)),
    keys: createProofKeys({
      folder: join(folder, 'trust-keys'),
      secrets: (names) =>
        Object.fromEntries(names.flatMap((name) => (name in secrets ? [[name, secrets[name] ?? '']] : []))),
    }),
    now: () => NOW,
    nextHandle: () => `cred-${handles.length + 1}`,
    spendProof: ({ job }: GatedRun, nonce: string) => {
      const by = spent.get(nonce) ?? job
      spent.set(nonce, by)
      return Promise.resolve(by === job)
    },
    useApproval: () => Promise.resolve(approvals.shift()),
    askFor: (_run: GatedRun, { handle, provider }: { handle: string; provider: string }) => {
      handles.push(handle)
      asked.push(`asked for ${handle} of ${provider}`)
      return Promise.resolve()
    },
  }

  return {
    folder,
    asked,
    approvals,
    secrets,
    handles,
    deps,
    provider(name: string, type: ProviderType, answers: Answers): void {
      providers.set(name, { type, answers })
      put(join(folder, 'trust-providers'), `${name}.mjs`, `export default ${JSON.stringify({ name, type })}\n`)
    },
    /** Declares a key; with a pair its public half lies in a file. */
    key(name: string, declared: object, publicKey?: KeyObject): void {
      if (publicKey !== undefined) {
        put(join(folder, 'trust-keys'), `${name}.pem`, publicKey.export({ type: 'spki', format: 'pem' }).toString())
        keys[name] = { file: `${name}.pem`, ...declared }
      } else keys[name] = declared
      put(join(folder, 'trust-keys'), 'keys.json', JSON.stringify(keys))
    },
    async pass(trust: JobSpecInput['trust'], more: Parameters<typeof aRun>[1] = {}): Promise<Outcome> {
      const gated = aRun(trust, more)
      const facts = noFacts(gated.run, gated.job, gated.spec, gated.trust, NOW)
      try {
        return { facts, ...(await passGates(gated, facts, deps)) }
      } catch (error) {
        if (error instanceof Denied) return { facts, kind: 'denied', code: error.code, message: error.message }
        if (error instanceof ProviderFailed)
          return { facts, kind: 'denied', code: 'provider_failed', message: error.message }
        throw error
      }
    },
  }
}

export type Outcome = { readonly facts: TrustFacts } & (
  | Awaited<ReturnType<typeof passGates>>
  | { readonly kind: 'denied'; readonly code: string; readonly message: string }
)

export function aSpec(trust: JobSpecInput['trust'], over: Partial<Pick<JobSpecInput, 'policy'>> = {}): JobSpec {
  return jobSpecSchema.parse({
    type: 'test_runner_task',
    payload: { commands: [['true']], timeout_sec: 1 },
    budgets: { max_wall_time_sec: 60, max_tool_calls: 50, max_output_bytes: 1_048_576, max_concurrency_slots: 1 },
    policy: { allow_network: false, allow_subprocess: true, allowed_tools: [] },
    workspace: 'demo',
    ...over,
    ...(trust !== undefined && { trust }),
  })
}

interface RunOptions {
  readonly job?: string
  readonly parent?: ParentTrust | null | undefined
  readonly sandbox?: SandboxReport
  readonly policy?: JobSpecInput['policy']
}

export function aRun(
  trust: JobSpecInput['trust'],
  { job = 'job-1', sandbox = ENFORCED, policy, ...more }: RunOptions = {},
): GatedRun {
  const spec = aSpec(trust, policy === undefined ? {} : { policy })
  const parent = 'parent' in more ? more.parent : null
  return { run: 'run-1', job, spec, trust: spec.trust ?? {}, parent, sandbox }
}

/** Pairs of keys, one for each algorithm; made once, since RSA takes its time. */
export const PAIRS = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
  EdDSA: generateKeyPairSync('ed25519'),
} as const

export const SECRET = 'a shared secret of more than 32 bytes'

/** A signed token that holds at NOW, unless `claims` say otherwise. */
export function aToken(
  claims: Record<string, unknown> = {},
  key: KeyObject | Uint8Array = PAIRS.EdDSA.privateKey,
  header: Record<string, unknown> & { alg: string } = { alg: 'EdDSA' },
): Promise<string> {
  const exp = NOW / 1000 + 300
  return new SignJWT({ sub: 'bot', aud: 'interlock', exp, ...claims }).setProtectedHeader(header).sign(key)
}

/** Waits that the test ends. */
function aClock() {
  const waits: { ms: number; fire: () => void }[] = []
  const clock: Clock = {
    ...createClock(),
    after(ms, fire) {
      const wait = { ms, fire }
      waits.push(wait)
      return () => void waits.splice(waits.indexOf(wait), waits.includes(wait) ? 1 : 0)
    },
  }
  return { clock, waits }
}

/** A database with a run, `run-1` of `job-1`, that is over. */
export function aStore() {
  const home = prepareHome(join(aFolder(), 'home'))
  const store = openStore(home.database, createClock())
  onTestFinished(() => store.close())
  const { clock, waits } = aClock()
  const ledger = createLedger(store, clock)
  const bodies = createBodies(store, home, createIds())
  const insertJob = store.change<{ spec: string }>(
    "INSERT INTO job(seq, id, short, type, payload_version, title, state, workspace, requires, lane, priority, created_at, attempts, max_attempts, runs, cancel_requested, spec) VALUES (1, 'job-1', 'job-1', 't', 1, '', 'failed', 'w', '[]', '', 0, 0, 0, 1, 1, 0, :spec)",
  )
  const insertRun = store.change<object>(
    "INSERT INTO run(id, job_id, number, state, worker, token, ready_at, started_at, attempt_used, wall_ms, tool_calls, output_bytes) VALUES ('run-1', 'job-1', 1, 'failed', 'w', 1, 0, 0, 1, 0, 0, 0)",
  )
  return {
    home,
    store,
    clock,
    waits,
    ledger,
    bodies,
    table: createTrustTable({ store, ledger, bodies }),
    addRun(write: Write, spec: object): void {
      insertJob.run(write, { spec: bodies.json(write, spec).id })
      insertRun.run(write, {})
    },
  }
}
