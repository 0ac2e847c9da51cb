import type { AliasSpec, Channel, DeliveryProblem, Facts, Urgency } from '#schemas'

/** What a channel is given to send. */
export interface Message {
  readonly id: string
  readonly topic: string
  readonly urgency: Urgency
  readonly title: string
  readonly text: string
  readonly facts: Facts
  /** The last lines of a run; null where none go with it. */
  readonly output: string | null
  readonly job: string | null
  readonly run: string | null
  /** ISO 8601 UTC. */
  readonly created_at: string
  readonly attempt: number
  /** How many parts of it went through in an earlier try. */
  readonly parts: number
}

export type Sent =
  | { readonly ok: true; readonly status: number | null }
  | {
      readonly ok: false
      readonly problem: DeliveryProblem
      readonly status: number | null
      /** Trying again cannot help. */
      readonly final: boolean
      /** How long the other side asks to be left alone. */
      readonly retryAfterMs?: number
      readonly parts?: number
    }

export type SpecOf<C extends Channel> = Extract<AliasSpec, { channel: C }>

/** Sends once. What goes wrong is its answer; it never throws. */
export type Send<C extends Channel> = (spec: SpecOf<C>, message: Message, signal: AbortSignal) => Promise<Sent>

/** The value of a secret, as far as it can be had now. */
export type SecretValue = (name: string) => string | undefined

/** @param final whether trying again cannot help */
export function failed(problem: DeliveryProblem, final: boolean, status: number | null = null): Sent {
  return { ok: false, problem, status, final }
}
