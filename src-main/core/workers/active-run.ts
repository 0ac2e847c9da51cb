import { InterlockError } from '#schemas'
import { INITIAL_CREDIT_BYTES, type Assignment, type Finish, type FromRun, type ToWorker } from '#schemas/protocol'
import { utf8Length } from '#schemas/format'
import type { Bodies, Processes, SealedFile } from '#core/record'
import type { LiveRun, RunEnd, RunStream, WithheldStep } from '#core/work'
import { toRunEnd } from './finish-report.ts'

/** One run in the hands of a worker: takes what it reports, in order and within its credit. */
export interface ActiveRun {
  readonly assignment: Assignment
  readonly stream: RunStream
  /** @throws Error naming what the worker broke: the sequence, its credit, its output budget, the form of a step */
  take(message: FromRun): void
  /** Whether it started processes that were remembered. */
  spawned(): boolean
  /** Whether its scratch folder may hold anything: a run that succeeded has named what it left there. */
  mayHaveFiles(): boolean
  /**
   * Resolves when all output that was taken is stored. What else was taken is in the store's queue by then, in front of
   * whatever is written next.
   */
  outputStored(): Promise<void>
  /** The worker's own report of the end, once it has come. */
  readonly finished: Promise<Finish>
  /** The end as it is to be recorded. */
  end(finish: Finish, output: SealedFile | null): Promise<RunEnd>
  live(): LiveRun
}

export interface ActiveRunDeps {
  readonly bodies: Bodies
  readonly processes: Processes
  readonly worker: string
  readonly send: (message: ToWorker) => void
  readonly onLive: (live: LiveRun) => void
  /** Something of the run could not be stored. */
  readonly onFailure: (error: unknown) => void
}

/** What a worker may store beyond the output budget: its own notes in the log. */
const NOTE_ALLOWANCE_BYTES = 1024 * 1024

export function createActiveRun(deps: ActiveRunDeps, assignment: Assignment, stream: RunStream): ActiveRun {
  const { bodies, processes, worker, send } = deps
  const { promise: finished, resolve: resolveFinish } = Promise.withResolvers<Finish>()
  let lastSeq = 0
  let credit = INITIAL_CREDIT_BYTES
  let textBytes = 0
  let over = false
  let hasSpawned = false
  let hasFiles = true
  let outputUnderWay: Promise<void> = Promise.resolve()
  const withheld = new Map<number, WithheldStep>()

  function heed(work: Promise<unknown>): void {
    work.catch(deps.onFailure)
  }

  function checkSequence(message: FromRun): void {
    if (message.kind === 'usage') return
    if (message.seq <= lastSeq) throw new Error(`message ${message.kind} repeats sequence number ${message.seq}`)
    lastSeq = message.seq
  }

  function takeOutput(message: Extract<FromRun, { kind: 'output' }>): void {
    const bytes = message.frames.reduce((sum, frame) => sum + utf8Length(frame.text), 0)
    credit -= bytes
    textBytes += bytes
    if (credit < 0) throw new Error('output beyond its credit')
    if (textBytes > assignment.job.budgets.max_output_bytes + NOTE_ALLOWANCE_BYTES)
      throw new Error('output beyond the budget of the run')
    const stored = stream.output(message.frames).then(() => {
      credit += bytes
      if (!over && bytes > 0) send({ kind: 'credit', run: assignment.run, bytes })
      deps.onLive(live())
    })
    outputUnderWay = Promise.all([outputUnderWay, stored.catch(deps.onFailure)]).then(() => undefined)
  }

  function answerTo(seq: number, steps: readonly WithheldStep[]): ToWorker {
    const { run } = assignment
    if (steps.length === 0) return { kind: 'ack', run, seq }
    return {
      kind: 'withheld',
      run,
      seq,
      steps: steps.map(({ step, answer }) =>
        answer.answer === 'ask'
          ? { step, why: 'ask' as const, note: null }
          : { step, why: answer.as, note: answer.note },
      ),
    }
  }

  function live(): LiveRun {
    return { run: assignment.run, job: assignment.job.id, usage: stream.usage(), stored: stream.stored() }
  }

  return {
    assignment,
    stream,
    finished,
    spawned: () => hasSpawned,
    mayHaveFiles: () => hasSpawned || hasFiles,
    take(message) {
      checkSequence(message)
      if (over) throw new Error(`message ${message.kind} after the end of the run`)
      switch (message.kind) {
        case 'header':
          return heed(stream.header(message.header))
        case 'steps':
          return heed(
            stream.steps(message.steps).then((steps) => {
              for (const each of steps) withheld.set(each.step, each)
              if (!over) send(answerTo(message.seq, steps))
            }),
          )
        case 'spawned':
          hasSpawned = true
          return heed(processes.add({ pid: message.pid, start_time: message.start_time, owner: assignment.run }))
        case 'output':
          return takeOutput(message)
        case 'usage':
          stream.setUsage(message.usage)
          return deps.onLive(live())
        case 'finish':
          over = true
          stream.setUsage(message.finish.usage)
          hasFiles = message.finish.state !== 'succeeded' || message.finish.artifacts.some((each) => 'file' in each)
          return resolveFinish(message.finish)
      }
    },
    outputStored: () => outputUnderWay,
    end(finish, output) {
      return toRunEnd(
        bodies,
        {
          run: assignment.run,
          token: assignment.token,
          worker,
          type: assignment.job.type,
          budgets: assignment.job.budgets,
          scratch: assignment.scratch,
          output,
          withheld,
        },
        finish,
      )
    },
    live,
  }
}

/** Whether a failure is the core's own (a full disk, a stop) rather than the worker's doing. */
export function isOwnFailure(error: unknown): boolean {
  return error instanceof InterlockError
}
