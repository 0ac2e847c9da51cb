import type { Logger } from 'pino'
import type { Approval } from '#schemas'
import type { CoreSide } from '../core-side/types.ts'
import { failureWords } from '../dialogs/failure.ts'
import type { Ask } from '../dialogs/question.ts'
import { type ApprovalAct, approvalQuestion } from './question.ts'
import { waitingQuestion } from './waiting-words.ts'

/** An answer that comes sooner was meant for something else: the key was under way before the question was there. */
export const SETTLE_MS = 400

const MOST_LISTED = 200

export interface ApprovalDeskDeps {
  readonly client: CoreSide['client']
  readonly ask: Ask
  /** Shows the page of a request in the console, or that of all. */
  readonly open: (id: string | undefined) => void
  readonly engage: () => void
  readonly clock: (ms: number) => string
  /** Milliseconds that only grow. */
  readonly monotonic: () => number
  readonly log: Logger
}

/** What waits for the operator, and the questions about it: one at a time, each about exactly what it shows. */
export interface ApprovalDesk {
  /** Asks the core anew what waits. Rejects where it does not answer. */
  readonly refresh: () => Promise<readonly Approval[]>
  readonly waiting: () => readonly Approval[]
  /** How many wait; more than are listed, where they are very many. */
  readonly count: () => number
  /** Asks about one. Never rejects. */
  readonly askAbout: (id: string) => Promise<void>
  /** Asks about the one that waits, or what to do about several. Never rejects. */
  readonly askAboutAll: () => Promise<void>
  /** Rejects what a notice named, without a question. Never rejects. */
  readonly reject: (seen: { id: string; hash: string }) => Promise<void>
  /** Withdraws what is asked, for the end of the application. */
  readonly close: () => void
}

export function createApprovalDesk({
  client,
  ask,
  open,
  engage,
  clock,
  monotonic,
  log,
}: ApprovalDeskDeps): ApprovalDesk {
  const end = new AbortController()
  let waiting: readonly Approval[] = []
  let count = 0
  /** The request that is asked about, and how to withdraw the question. */
  let shown: { readonly id: string | undefined; readonly withdraw: AbortController } | undefined

  async function refresh(): Promise<readonly Approval[]> {
    const page = await client.approvals.list({ filter: { state: ['pending'] }, limit: MOST_LISTED })
    waiting = page.items
    count = page.pending
    const isOver = shown !== undefined && (shown.id === undefined ? count === 0 : !isWaiting(shown.id))
    if (isOver) shown?.withdraw.abort()
    return waiting
  }

  const isWaiting = (id: string) => waiting.some((approval) => approval.id === id)

  /** Asks until the answer can have been meant; undefined where the question was withdrawn. */
  async function askSettled(question: Parameters<Ask>[0], signal: AbortSignal): Promise<number | undefined> {
    for (;;) {
      const since = monotonic()
      const answer = await ask(question, signal)
      if (answer === undefined || monotonic() - since >= SETTLE_MS) return answer
    }
  }

  /** Asks about one; whether the operator wants to go on to the next. */
  async function askOne(id: string): Promise<boolean> {
    const withdraw = new AbortController()
    shown = { id, withdraw }
    const detail = await client.approvals.get({ id })
    const { approval } = detail
    if (approval.state !== 'pending') return true
    const before = approval.replaces === null ? null : await snapshotOf(approval.replaces)
    const question = approvalQuestion({ detail, before, clock })
    const answer = await askSettled(question, AbortSignal.any([withdraw.signal, end.signal]))
    const act: ApprovalAct = answer === undefined ? 'later' : (question.acts[answer] ?? 'later')
    await carryOut(act, approval)
    return act !== 'open' && act !== 'engage' && !end.signal.aborted
  }

  async function snapshotOf(id: string) {
    const { snapshot } = await client.approvals.get({ id })
    return snapshot
  }

  async function carryOut(act: ApprovalAct, { id, hash }: Approval): Promise<void> {
    switch (act) {
      case 'approve':
        await client.approvals.approve({ id, hash })
        return
      case 'reject':
        await client.approvals.reject({ id, hash })
        return
      case 'open':
        open(id)
        return
      case 'engage':
        engage()
        return
      case 'later':
    }
  }

  /** Nothing is asked twice at a time, and what fails is told. */
  async function alone(work: () => Promise<unknown>): Promise<void> {
    if (shown !== undefined) return
    shown = { id: undefined, withdraw: new AbortController() }
    try {
      await work()
    } catch (error) {
      await tellFailure(error)
    } finally {
      shown = undefined
    }
  }

  async function tellFailure(error: unknown): Promise<void> {
    log.warn({ err: error }, 'Nothing was decided about an approval')
    const { what, todo } = failureWords(error)
    const words = { type: 'error' as const, message: 'Nothing was decided', detail: `${what} ${todo}` }
    await ask({ ...words, buttons: ['Close'], refuse: 0, enter: 0 }, end.signal)
  }

  async function askEach(): Promise<void> {
    const asked = new Set<string>()
    for (;;) {
      const next = (await refresh()).find(({ id }) => !asked.has(id))
      if (next === undefined) return
      asked.add(next.id)
      if (!(await askOne(next.id))) return
    }
  }

  async function askAll(): Promise<void> {
    const [only] = await refresh()
    if (only === undefined) {
      open(undefined)
      return
    }
    if (count === 1) {
      await askOne(only.id)
      return
    }
    const withdraw = new AbortController()
    shown = { id: undefined, withdraw }
    const question = waitingQuestion(waiting, count, clock)
    const answer = await ask(question, AbortSignal.any([withdraw.signal, end.signal]))
    const act = answer === undefined ? 'later' : (question.acts[answer] ?? 'later')
    if (act === 'each') await askEach()
    else if (act === 'open') open(undefined)
    else if (act === 'engage') engage()
  }

  return {
    refresh,
    waiting: () => waiting,
    count: () => count,
    askAbout: (id) => alone(() => askOne(id)),
    askAboutAll: () => alone(askAll),
    async reject(seen) {
      try {
        await client.approvals.reject(seen)
      } catch (error) {
        await tellFailure(error)
      }
    },
    close: () => end.abort(),
  }
}
