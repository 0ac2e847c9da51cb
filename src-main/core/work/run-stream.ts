import { type EventKind, eventKinds, InterlockError, NO_USAGE, type RunHeader, type Usage } from '#schemas'
import type { ReportedStep } from '#schemas/protocol'
import type { Clock } from '#schemas/format'
import type { StepAnswer } from '#core/control'
import type { StepGate } from './job-gate.ts'
import {
  type Bodies,
  type BodySeed,
  codeOf,
  type Home,
  type Ledger,
  openSpool,
  type RawFrame,
  type SealedFile,
  type SpoolWriter,
  type Store,
  type Write,
} from '#core/record'

/** What of a running run has been stored so far, and the way in for what its worker reports. */
export interface RunStream {
  readonly run: string
  readonly job: string
  readonly token: number
  usage(): Usage
  setUsage(usage: Usage): void
  /** Bytes of output on disk. */
  stored(): number
  header(header: RunHeader): Promise<void>
  /**
   * Resolves when the events are committed, with the steps that may not begin: they are not recorded.
   * @throws when a step does not fit its kind
   */
  steps(steps: readonly ReportedStep[]): Promise<readonly WithheldStep[]>
  /** Whether steps were refused; known within the transaction that refused them. */
  hasRefused(): boolean
  /** Resolves when the frames are stored. */
  output(frames: readonly RawFrame[]): Promise<void>
  /** Records the last chunk and hashes the whole; null when there was no output. Nothing may be reported afterwards. */
  seal(): Promise<SealedFile | null>
}

/** A step with an effect that was reported and must not begin. */
export interface WithheldStep {
  readonly step: number
  readonly tool: string
  readonly args: unknown
  readonly answer: Exclude<StepAnswer, { answer: 'go' }>
}

export interface RunStreamDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly home: Home
  readonly clock: Clock
}

/** A chunk of output is put into the ledger after so many bytes or so long, whichever comes first. */
const CHUNK_BYTES = 256 * 1024
const CHUNK_MS = 500
/** A trickle of output for hours would fill the ledger; the wait doubles up to this. */
const LONGEST_CHUNK_MS = 10_000

/** So many steps are worth a commit of their own. */
const MANY_STEPS = 50

/** An effect begins when its step is committed; for the other steps nobody waits. */
function isAwaited({ kind }: ReportedStep): boolean {
  return kind === 'tool.called'
}

export type OpenRunStream = (run: {
  run: string
  job: string
  token: number
  worker: string
  /** Which of its steps need asking; none without it. */
  gate?: StepGate | undefined
}) => RunStream

export function createRunStreams({ store, ledger, bodies, home, clock }: RunStreamDeps): OpenRunStream {
  const setOutput = store.change<{ run: string; body: string }>('UPDATE run SET output = :body WHERE id = :run')

  return ({ run, job, token, worker, gate }) => {
    const context = { actor: worker, job, run }
    let usage = NO_USAGE
    let refused = false
    let output: { spool: SpoolWriter; seed: BodySeed; announced: boolean } | undefined
    let cancelTimer: (() => void) | undefined
    let chunkMs = CHUNK_MS
    let pendingChunk: Promise<void> = Promise.resolve()

    function recordChunk(): Promise<void> {
      cancelTimer?.()
      cancelTimer = undefined
      const current = output
      const chunk = current?.spool.takeChunk()
      if (current === undefined || chunk === undefined) return pendingChunk
      pendingChunk = store.write(
        (write) => {
          if (!current.announced) {
            bodies.announce(write, current.seed, 'frames')
            setOutput.run(write, { run, body: current.seed.id })
            // A write that is rolled back has announced nothing.
            write.afterCommit(() => {
              current.announced = true
            })
          }
          ledger.append(write, 'output.chunk', { output: current.seed.id, ...chunk }, context)
        },
        { durable: false },
      )
      return pendingChunk
    }

    function recordTrickle(): void {
      chunkMs = Math.min(LONGEST_CHUNK_MS, chunkMs * 2)
      // A failed write of a chunk fails the finish, which writes to the same disk.
      recordChunk().catch(() => undefined)
    }

    function appendStep(write: Write, step: ReportedStep): void {
      const schema = eventKinds[step.kind]
      const wantsBody = 'body' in schema.shape
      const body = !wantsBody
        ? {}
        : { body: step.body === undefined || step.body === null ? null : bodies.json(write, step.body) }
      const payload = schema.parse({ ...step.payload, ...body })
      appendParsed(ledger, write, step.kind, payload, { ...context, at: step.at })
    }

    /** Recorded before it begins, or withheld where the operator is to decide first. */
    function appendOrWithhold(write: Write, step: ReportedStep): WithheldStep[] {
      const { step: number, tool } = step.payload
      if (gate === undefined || !isAwaited(step) || typeof number !== 'number' || typeof tool !== 'string') {
        appendStep(write, step)
        return []
      }
      const answer = gate.answer(write, { tool, args: step.body, number })
      if (answer.answer !== 'go') return [{ step: number, tool, args: step.body, answer }]
      appendStep(write, step)
      return []
    }

    return {
      run,
      job,
      token,
      usage: () => usage,
      setUsage: (next) => {
        usage = next
      },
      stored: () => output?.spool.stored() ?? 0,
      header(header) {
        const at = clock.now()
        return store.write((write) => void ledger.append(write, 'run.header', header, { ...context, at }), {
          durable: false,
          patient: true,
        })
      },
      steps: (steps) =>
        store.write(
          (write) => {
            try {
              return steps.flatMap((step) => appendOrWithhold(write, step))
            } catch (error) {
              refused = true
              throw error
            }
          },
          {
            durable: steps.some(isAwaited) && gate?.mustSync() === true,
            patient: steps.length < MANY_STEPS && !steps.some(isAwaited),
          },
        ),
      hasRefused: () => refused,
      async output(frames) {
        if (output === undefined) {
          const seed = bodies.seed()
          output = { spool: openSpool(home, run, seed.salt), seed, announced: false }
        }
        const { spool } = output
        try {
          await spool.append(frames)
        } catch (error) {
          throw new InterlockError('storage_failed', { reason: codeOf(error) }, { cause: error })
        }
        if (spool.pending() >= CHUNK_BYTES) await recordChunk()
        else cancelTimer ??= clock.after(chunkMs, recordTrickle)
      },
      async seal() {
        await recordChunk()
        if (output === undefined) return null
        await output.spool.close()
        return bodies.seal(output.spool.path, 'frames', output.seed)
      },
    }
  }
}

/** The schema of `kind` has just parsed `payload`; TypeScript cannot follow that through the union of kinds. */
function appendParsed<K extends EventKind>(
  ledger: Ledger,
  write: Write,
  kind: K,
  payload: unknown,
  context: { actor: string; job: string; run: string; at: number },
): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  ledger.append(write, kind, payload as Parameters<typeof ledger.append<K>>[2], context)
}
