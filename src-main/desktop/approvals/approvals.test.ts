import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Approval } from '#schemas'
import type { CoreSide } from '../core-side/types.ts'
import type { Ask, Question } from '../dialogs/question.ts'
import { createAnnouncer } from './announce.ts'
import { createApprovalDesk, SETTLE_MS } from './approval-desk.ts'
import { aDetail, anApproval, aSnapshot } from './factory.ts'
import { approvalQuestion } from './question.ts'
import { createQuietMoment } from './quiet-moment.ts'
import { approvalNotice, waitingQuestion } from './waiting-words.ts'

const clock = () => '10:50:11'
const ask = (over: Parameters<typeof aDetail>[0] = {}, before: ReturnType<typeof aSnapshot> | null = null) =>
  approvalQuestion({ detail: aDetail(over), before, clock })

describe('the question about a request', () => {
  it('says exactly what would happen', () => {
    expect(ask()).toMatchObject({ message: 'Start of a job, Commands 7f3a21c0: approve it?', refuse: 0, enter: 0 })
    expect(ask().detail.split('\n')).toEqual([
      'npm publish',
      '',
      '1. npm publish',
      '',
      'Workspace: demo, /srv/demo',
      'May: start commands, write in the workspace',
      'Sandbox: at least os-enforced',
      'Network: all of it, services of this machine included',
      'Variables: none',
      'Secrets: npm-publish',
      'Time: 1 min, up to 1 run',
      'Limits: 50 tool calls, 1 MiB of output',
      'If rejected: the job is cancelled',
      'Why: it asks for all of the network',
      'Asked: 10:50:11 by cli, manual',
      'Expires: 10:50:11, then it is rejected',
      '',
      `Bound to ${'a'.repeat(64)}, one use.`,
    ])
  })

  it('refuses by Enter and by Escape', () => {
    const { acts, refuse, enter } = ask()
    expect([acts[refuse], acts[enter]]).toEqual(['reject', 'reject'])
  })

  it('shows what changed since it was asked before', () => {
    const before = aSnapshot({
      network: { full: false, hosts: [] },
      commands: [{ n: 1, argv: ['npm', 'pack'], cwd: null }],
    })
    const { detail } = ask({}, before)
    expect(detail).toContain('Changed since it was asked before\ncommands.0.argv.1: "pack" to "publish"')
    expect(detail).toContain('network.full: false to true')
  })

  it('offers no approval of what it cannot show whole, and shows no part of it', () => {
    const commands = Array.from({ length: 64 }, (_, at) => ({
      n: at + 1,
      argv: ['echo', `${at}`],
      cwd: null,
      shown: `echo secret-${at}`,
      hidden: false,
    }))
    const { acts, detail } = ask({ commands, approval: anApproval({ commands: 64 }) })
    expect(acts).toEqual(['reject', 'later', 'open', 'engage'])
    expect(detail).not.toContain('secret-')
    expect(
      ask({ commands: [{ n: 1, argv: [], cwd: null, shown: 'x'.repeat(400), hidden: false }] }).acts,
    ).not.toContain('approve')
  })

  it('offers no approval of what cannot be read any more', () => {
    expect(ask({ snapshot: null }).acts).not.toContain('approve')
  })

  it('spells out what shows nothing', () => {
    expect(ask({ approval: anApproval({ title: 'a\u202eb\nc' }) }).detail).toContain('a\\u{202e}b\\nc')
  })
})

describe('what is told of what waits', () => {
  const request = (at: number): Approval => anApproval({ id: `apr-${at}`, title: 'a secret thing' })

  it('holds no word of a job', () => {
    const { title, body } = approvalNotice(request(1), clock)
    expect(title).toBe('1 approval waits for you')
    expect(body).toBe('Start of a job: Commands in demo. Expires 10:50:11, then it is rejected.')
  })

  it('is said once of each, and together of many', () => {
    const announce = createAnnouncer(clock)
    expect(announce([request(1)], 1).map(({ approval }) => approval?.id)).toEqual(['apr-1'])
    expect(announce([request(1)], 1)).toEqual([])
    const many = [1, 2, 3, 4, 5].map(request)
    expect(announce(many, 5)).toMatchObject([{ notice: { title: '5 approvals wait for you' }, approval: undefined }])
  })

  it('is one piece of news at the start', () => {
    expect(createAnnouncer(clock)([1, 2].map(request), 2)).toHaveLength(1)
  })

  it('is a list where several wait, and decides nothing', () => {
    const { detail, acts, refuse } = waitingQuestion(
      Array.from({ length: 14 }, (_, at) => request(at)),
      14,
      clock,
    )
    expect(detail.split('\n')).toHaveLength(11)
    expect(detail).toContain('and 4 more')
    expect(acts[refuse]).toBe('later')
  })
})

describe('the desk', () => {
  const log = pino({ enabled: false })

  /** Answers come after `late` ms each; undefined waits until the question is withdrawn. */
  function aDesk(answers: readonly (number | undefined)[], late = SETTLE_MS) {
    let waiting: Approval[] = [anApproval()]
    const done: string[] = []
    const questions: Question[] = []
    let now = 0
    const approvals = {
      list: () => Promise.resolve({ items: waiting, next_cursor: null, head: 1, pending: waiting.length }),
      get: () => Promise.resolve(aDetail()),
      approve: ({ hash }: { hash: string }) => Promise.resolve(done.push(`approve ${hash.slice(0, 2)}`)),
      reject: () => Promise.resolve(done.push('reject')),
    }
    const asking: Ask = (question, signal) => {
      const answer = answers[questions.length]
      questions.push(question)
      now += late
      if (answer !== undefined) return Promise.resolve(answer)
      return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(undefined)))
    }
    const desk = createApprovalDesk({
      // Of the contract only these calls are made.
      client: { approvals } as unknown as CoreSide['client'],
      ask: asking,
      open: (id) => done.push(`open ${id}`),
      engage: () => done.push('engage'),
      clock,
      monotonic: () => now,
      log,
    })
    return {
      desk,
      done,
      questions,
      settle: () => {
        waiting = []
        return desk.refresh()
      },
    }
  }

  it('decides about exactly what it showed', async () => {
    const { desk, done } = aDesk([2])
    await desk.askAboutAll()
    expect(done).toEqual(['approve aa'])
  })

  it('asks again where an answer came too soon to be meant', async () => {
    const { desk, done, questions } = aDesk(
      Array.from({ length: 3 }, () => 0),
      SETTLE_MS - 1,
    )
    const asked = desk.askAboutAll()
    await vi.waitUntil(() => questions.length >= 3)
    desk.close()
    await asked
    expect(done).toEqual([])
  })

  it('decides nothing where the request is settled elsewhere', async () => {
    const { desk, done, questions, settle } = aDesk([])
    const asked = desk.askAboutAll()
    await vi.waitUntil(() => questions.length === 1)
    await settle()
    await asked
    expect(done).toEqual([])
  })

  it('asks one question at a time', async () => {
    const { desk, questions } = aDesk([])
    void desk.askAboutAll()
    void desk.askAbout('apr-2')
    await vi.waitUntil(() => questions.length === 1)
    desk.close()
    expect(questions).toHaveLength(1)
  })
})

describe('a quiet moment', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('comes when keyboard and mouse have been still, and once', () => {
    let idle = 0
    let came = 0
    const quiet = createQuietMoment(
      () => idle,
      () => false,
    )
    quiet.whenStill(() => (came += 1))
    quiet.whenStill(() => (came += 1))
    vi.advanceTimersByTime(10_000)
    expect(came).toBe(0)
    idle = 3
    vi.advanceTimersByTime(10_000)
    expect(came).toBe(1)
  })

  it('does not come while the screen is locked', () => {
    let locked = true
    let came = 0
    const quiet = createQuietMoment(
      () => 60,
      () => locked,
    )
    quiet.whenStill(() => (came += 1))
    vi.advanceTimersByTime(10_000)
    expect(came).toBe(0)
    locked = false
    vi.advanceTimersByTime(10_000)
    expect(came).toBe(1)
  })
})
