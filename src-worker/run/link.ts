import type { FromRun, ToWorker } from '#schemas/protocol'
import type { Redaction } from '#confine'
import type { Port } from '../port.ts'

type OfRun = Exclude<FromRun, { kind: 'usage' }>
/** A message of a run without what the link adds to each. */
export type RunMessage = OfRun extends infer M ? (M extends OfRun ? Omit<M, 'run' | 'token' | 'seq'> : never) : never

/** The messages of one run: numbered, marked with its fencing token, and what the core says it has committed. */
export interface RunLink {
  /** Returns the number the message went under. */
  send(message: RunMessage): number
  /** The highest number the core has committed; everything below it is committed as well. */
  acknowledged(): number
  /** Resolves when the core has committed `seq`. Rejects with the signal's reason when it aborts first. */
  committed(seq: number, signal: AbortSignal): Promise<void>
  onAck(seq: number): void
  /** As `onAck`, but these steps must not begin. */
  onWithheld(seq: number, steps: readonly WithheldStep[]): void
  /** Why a step must not begin; undefined where it may. Asked once it is committed. */
  withheld(step: number): WithheldStep | undefined
}

export type WithheldStep = Extract<ToWorker, { kind: 'withheld' }>['steps'][number]

export interface RunLinkDeps {
  readonly port: Port
  readonly run: string
  readonly token: number
  /** Hides secrets in steps and results; output is hidden as a stream before it comes here. */
  readonly redaction?: Redaction
}

export function createRunLink({ port, run, token, redaction }: RunLinkDeps): RunLink {
  let sent = 0
  let acknowledged = 0
  const waiting = new Set<{ seq: number; resolve: () => void }>()
  const withheld = new Map<number, WithheldStep>()

  function onAck(seq: number): void {
    acknowledged = Math.max(acknowledged, seq)
    for (const entry of waiting) if (entry.seq <= acknowledged) entry.resolve()
  }

  return {
    send(message) {
      sent += 1
      port.send({ ...(redaction === undefined ? message : redacted(message, redaction)), run, token, seq: sent })
      return sent
    },
    acknowledged: () => acknowledged,
    async committed(seq, signal) {
      if (seq <= acknowledged) return
      signal.throwIfAborted()
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const entry = { seq, resolve }
      const giveUp = () => reject(signal.reason)
      waiting.add(entry)
      signal.addEventListener('abort', giveUp, { once: true })
      try {
        await promise
      } finally {
        waiting.delete(entry)
        signal.removeEventListener('abort', giveUp)
      }
    },
    onAck,
    onWithheld(seq, steps) {
      for (const each of steps) withheld.set(each.step, each)
      onAck(seq)
    },
    withheld: (step) => withheld.get(step),
  }
}

/** Longest sentence of an outcome, in UTF-16 units of a text without surrogates. */
const MAX_MESSAGE = 2000

/** A sentence that was cut may end in half a secret. */
function messageOf(message: string, text: Redaction['text']): string {
  return text(message, message.length >= MAX_MESSAGE)
    .slice(0, MAX_MESSAGE)
    .toWellFormed()
}

/** A message with the secrets hidden that the job's own words in it may hold. */
function redacted(message: RunMessage, { value, text }: Redaction): RunMessage {
  if (message.kind === 'steps') {
    return {
      ...message,
      steps: message.steps.map((step) => (step.body === undefined ? step : { ...step, body: value(step.body) })),
    }
  }
  if (message.kind !== 'finish') return message
  const { finish } = message
  const { outcome } = finish
  return {
    ...message,
    finish: {
      ...finish,
      result: value(finish.result),
      outcome: outcome === null ? null : { ...outcome, message: messageOf(outcome.message, text) },
      ...(finish.suspension !== undefined && {
        suspension: { ...finish.suspension, continuation: value(finish.suspension.continuation) },
      }),
      artifacts: finish.artifacts.map((artifact) => ({ ...artifact, name: text(artifact.name).slice(0, 255) })),
    },
  }
}
