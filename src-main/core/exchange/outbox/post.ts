import type { AliasSpec, Facts, News, Urgency } from '#schemas'
import type { Clock, Ids } from '#schemas/format'
import { codePointsCut } from './cut.ts'
import type { Bodies, Ledger, Write } from '#core/record'
import type { Aliases } from './aliases.ts'
import type { DeliveryRow, DeliveryTable } from './delivery-table.ts'
import { afterQuietHours, nextDigest } from './hours.ts'

/** Something to tell. Texts are of the core: what work wrote goes with it only by `output_of`. */
export interface PostInput {
  readonly topic: string
  readonly title: string
  readonly text?: string
  readonly facts?: Facts
  /** Name of an alias; the inbox otherwise. */
  readonly to?: string
  readonly urgency?: Urgency
  /** What was posted under a key once is not posted to the same alias again. */
  readonly dedupe_key?: string
  readonly job?: string
  readonly run?: string
  /** The run whose last lines go with it, where the alias is no notice. */
  readonly output_of?: string
  /** Who has it sent; the core itself otherwise. */
  readonly actor?: string
}

/**
 * Puts something to tell into the outbox, as part of the write in which it comes about.
 * @returns id of the delivery; undefined where it was posted before
 */
export type Post = (write: Write, input: PostInput) => string | undefined

/** One try; where it fails, nothing is tried again. */
const TEST_ATTEMPTS = 1
/** Over about four hours. */
export const MAX_ATTEMPTS = 12

const MAX_TITLE = 200
export const MAX_TEXT = 16_384
const MAX_FACTS = 32
const MAX_FACT = 1000

export interface PostDeps {
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
  readonly aliases: Pick<Aliases, 'spec'>
  readonly table: DeliveryTable
  /** Hides the secrets that are known. */
  readonly hide: (text: string) => string
  /** Something may be due. */
  readonly onPosted: () => void
}

export function createPost({ ledger, bodies, clock, ids, aliases, table, hide, onPosted }: PostDeps): Post {
  function newsOf({ title, text = '', facts = {}, to, output_of }: PostInput, lost: boolean, notice: boolean): News {
    const safe: Facts = {}
    for (const [name, value] of Object.entries(facts).slice(0, MAX_FACTS))
      safe[name] = typeof value === 'string' ? codePointsCut(hide(value), MAX_FACT) : value
    if (lost) safe['meant_for'] = to ?? ''
    return {
      title: codePointsCut(hide(title), MAX_TITLE),
      text: codePointsCut(hide(text), MAX_TEXT),
      facts: safe,
      output_of: notice ? null : (output_of ?? null),
    }
  }

  return (write, input) => {
    const wanted = input.to ?? 'inbox'
    // What was to go where there is no way any more is not lost: it comes to the inbox and says so.
    const found = aliases.spec(wanted)
    const alias = found === undefined ? 'inbox' : wanted
    const spec: AliasSpec = found ?? { channel: 'inbox', note: '', zone: 'UTC', paused: false }
    const key = input.dedupe_key ?? null
    if (key !== null && table.byKey(alias, key) !== undefined) return undefined
    const at = clock.now()
    const { urgency = 'normal', actor = 'core', topic } = input
    const isTest = topic === 'test'
    const notice = spec.channel === 'inbox' || spec.channel === 'desktop'
    const { hold, due } = dueOf(spec, urgency, isTest, at)
    // A notice that waits for nothing is where it is to go as soon as it is written.
    const there = notice && hold === null && !spec.paused
    const news = newsOf(input, found === undefined, notice)
    const id = ids.next('del')
    const body = bodies.json(write, news)
    const maxAttempts = isTest ? TEST_ATTEMPTS : MAX_ATTEMPTS
    const nextAt = there ? null : due
    const seq = ledger.append(
      write,
      'delivery.posted',
      {
        delivery: id,
        alias,
        channel: spec.channel,
        topic,
        urgency,
        dedupe_key: key,
        news: body,
        hold,
        next_at: nextAt,
        max_attempts: maxAttempts,
      },
      {
        actor,
        at,
        ...(input.job !== undefined && { job: input.job }),
        ...(input.run !== undefined && { run: input.run }),
      },
    )
    const row: DeliveryRow = {
      seq,
      id,
      alias,
      channel: spec.channel,
      topic,
      urgency,
      state: there ? 'sent' : 'waiting',
      hold,
      dedupe_key: key,
      job: input.job ?? null,
      run: input.run ?? null,
      actor,
      title: news.title,
      news: body.id,
      created_at: at,
      next_at: nextAt,
      attempts: 0,
      max_attempts: maxAttempts,
      parts: 0,
      problem: null,
      status: null,
      ended_at: there ? at : null,
      digest: null,
    }
    table.insert.run(write, row)
    if (!there) write.afterCommit(onPosted)
    return id
  }
}

function dueOf(
  spec: AliasSpec,
  urgency: Urgency,
  isTest: boolean,
  at: number,
): { hold: 'quiet_hours' | 'digest' | null; due: number } {
  if (urgency === 'urgent' || isTest) return { hold: null, due: at }
  if (spec.digest !== undefined)
    return { hold: 'digest', due: afterQuietHours(spec, nextDigest(spec.digest, spec.zone, at)) }
  const due = afterQuietHours(spec, at)
  return { hold: due > at ? 'quiet_hours' : null, due }
}
