import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Confinement, launch, openRoot, requireHostNode } from '#confine'
import { openPort } from '../port.ts'
import {
  type FromTrustHost,
  MAX_ANSWER_UNITS,
  providerLineSchema,
  type ToTrustHost,
  toTrustHostSchema,
  TRUST_PROVIDER_ENTRY,
} from '#schemas/protocol'

type Start = Extract<ToTrustHost, { kind: 'start' }>

const MIB = 1024 ** 2

/** A line can have each character of an answer escaped. */
const MAX_LINE_UNITS = 8 * MAX_ANSWER_UNITS

/** `setTimeout` takes no longer time: the core ends a provider when it is silent or no longer needed. */
const FOR_EVER_MS = 2 ** 31 - 1

/**
 * Runs this process as the host of one trust provider for a core that forked it. It starts the provider in a sandbox and
 * passes on what both say; whatever ends one of the three ends the others. Returns the exit code.
 */
export async function runTrustHost(): Promise<number> {
  const port = await openPort<FromTrustHost>()
  if (port === undefined) {
    process.stderr.write('This is a part of Interlock; it is started by the core, not by hand.\n')
    return 1
  }
  const { send } = port
  const { promise, resolve } = Promise.withResolvers<number>()
  let provider: Promise<Provider> | undefined
  port.onClose(() => resolve(0))
  port.onMessage((message) => {
    const said = toTrustHostSchema.parse(message)
    if (said.kind === 'start') {
      provider = startProvider(said, send)
      void provider
        .then(({ ended }) => ended, failedToStart(send))
        .then(() => port.flushed())
        .finally(() => resolve(0))
    } else
      void provider?.then(
        ({ ask }) => ask(said),
        () => undefined,
      )
  })
  return promise
}

function failedToStart(send: (message: FromTrustHost) => void): (error: unknown) => void {
  return (error) => send({ kind: 'failed', reason: 'not_loaded', detail: wordsOf(error) })
}

interface Provider {
  ask(question: Extract<ToTrustHost, { kind: 'ask' }>): void
  readonly ended: Promise<void>
}

async function startProvider(start: Start, send: (message: FromTrustHost) => void): Promise<Provider> {
  // A sandbox cannot see into the archive that a package of the desktop is.
  const folder = dirname(process.argv[1] ?? '').replace(/\bapp\.asar\b/, 'app.asar.unpacked')
  const entry = realpathSync(join(folder, TRUST_PROVIDER_ENTRY))
  const root = openRoot(start.folder)
  const lines = createLines()
  const child = await launch({
    argv: [realpathSync(requireHostNode('Trust providers run in it.')), entry, join(root.realPath, start.file)],
    cwd: { root, path: '.' },
    // Node finds the proxy to named hosts by its variables only where it is told to look at them.
    env: start.hosts.length > 0 ? { NODE_USE_ENV_PROXY: '1' } : {},
    timeoutMs: FOR_EVER_MS,
    stdin: 'pipe',
    cookie: start.cookie,
    confinement: confinementOf(start, entry),
    onOutput(stream, bytes) {
      if (stream !== 'stdout') return
      for (const line of lines.push(bytes)) take(line)
    },
  })

  function take(line: string): void {
    const said = providerLineSchema.parse(JSON.parse(line))
    if (said.kind === 'loaded') return send({ ...said, confined: child.support })
    if (said.kind === 'failed') return send({ ...said, reason: 'not_loaded' })
    send(said)
  }

  async function over(): Promise<void> {
    const { exitCode, signal, exceeded, failure } = await child.exited
    root.close()
    const isOdd = failure?.code === 'output_refused'
    const how = exceeded ?? signal ?? `code ${exitCode ?? 'unknown'}`
    send({ kind: 'failed', reason: isOdd ? 'odd_answer' : 'ended', detail: isOdd ? 'no line of the protocol' : how })
  }

  return {
    ask({ id, ask, input }) {
      // The core wrote `input` as JSON, in which no line ends.
      child.stdin?.write(`{"id":${id},"ask":${JSON.stringify(ask)},"input":${input}}\n`)
    },
    ended: over(),
  }
}

function confinementOf({ hosts, memory_bytes }: Start, entry: string): Confinement {
  return {
    workspace: 'read-only',
    git: 'read-only',
    unixSockets: false,
    toolchains: [entry],
    readable: [],
    hosts,
    limits: { memoryBytes: memory_bytes, processes: 64, fileBytes: 16 * MIB, diskBytes: 64 * MIB },
  }
}

/** Cuts what comes into lines. @throws Error where one has no end */
function createLines() {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  return {
    push(bytes: Buffer): string[] {
      const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n')
      rest = parts.pop() ?? ''
      if (rest.length > MAX_LINE_UNITS) throw new Error('a line without end')
      return parts
    },
  }
}

function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).toWellFormed().slice(0, 500)
}
