import { processStartTime } from '#confine'
import { InterlockError } from '#schemas'
import type { Ids } from '#schemas/format'
import { FILE_TASKS_ARGUMENT, type FileAnswer, fileAnswersSchema, type FileTask } from '#schemas/protocol'
import type { Processes } from '#core/record'
import type { OwnProcess, ProcessEvents, StartProcess } from './start-process.ts'

/** Looks at and changes single files of a workspace through a process of its own, which lives for one call. */
export interface FileTasks {
  /**
   * An answer to each task, in their order.
   * @throws InterlockError files_busy, kill_switch_engaged, core_stopping; then nothing was begun
   * @throws Error when the process ended or fell silent before it had answered all: what it did is then not known
   */
  run(tasks: readonly FileTask[]): Promise<FileAnswer[]>
  /** Ends what is under way, and what waits for its turn without having begun it. */
  stop(): void
  /** The same for good: nothing may change a file once another core can have the data directory. */
  close(): void
}

export interface FileTasksDeps {
  /** The built worker. */
  readonly entry: string
  readonly startProcess: StartProcess
  readonly processes: Processes
  readonly ids: Ids
  /** Whether the kill switch ends what is under way, so that nothing may begin. */
  readonly stopped: () => boolean
  readonly onTrouble: (what: string, error: unknown) => void
}

/** From one answer to the next; comparing two large files is the longest of them. */
const SILENT_MS = 20_000
/** A process of its own costs memory and start-up; one that promotes and one that looks are enough for one operator. */
const AT_ONCE = 2
const MAX_WAITING = 32

export function createFileTasks({ entry, startProcess, processes, ids, stopped, onTrouble }: FileTasksDeps): FileTasks {
  const living = new Set<OwnProcess>()
  const waiting: PromiseWithResolvers<undefined>[] = []
  let begun = 0
  let closed = false

  /** Runs `work` once fewer than the limit are under way, in the order of the calls. */
  async function inLine<T>(work: () => Promise<T>): Promise<T> {
    if (begun === AT_ONCE) {
      if (waiting.length === MAX_WAITING) throw new InterlockError('files_busy', { waiting: MAX_WAITING })
      const turn = Promise.withResolvers<undefined>()
      waiting.push(turn)
      await turn.promise
    } else begun += 1
    try {
      return await work()
    } finally {
      // The place goes to the next one without being free in between.
      const next = waiting.shift()
      if (next === undefined) begun -= 1
      else next.resolve(undefined)
    }
  }

  function remember(pid: number, owner: string): void {
    void processes
      .add({ pid, start_time: processStartTime(pid) ?? '', owner: `worker:${owner}` })
      .catch((error: unknown) => onTrouble('Remembering a process', error))
  }

  async function runInProcess(tasks: readonly FileTask[]): Promise<FileAnswer[]> {
    // A stop ends what lives; what was about to start in that moment must find the switch here.
    if (stopped()) throw new InterlockError('kill_switch_engaged', {})
    const id = ids.next('wrk')
    const compiled = process.env['NODE_COMPILE_CACHE']
    // It opens files by their paths and starts nothing: it needs nothing of ours but what workers keep compiled.
    const env = { INTERLOCK_RUN: id, ...(compiled !== undefined && { NODE_COMPILE_CACHE: compiled }) }
    const start = { entry, use: FILE_TASKS_ARGUMENT, env, watched: false }
    const answers = gatherAnswers(tasks)
    const child = startProcess(start, { ...answers.events, started: (pid) => remember(pid, id) })
    living.add(child)
    try {
      child.send({ tasks: [...tasks] })
      return await answers.all()
    } finally {
      living.delete(child)
      child.kill()
      await processes.remove(`worker:${id}`).catch((error: unknown) => onTrouble('Forgetting a process', error))
    }
  }

  function stop(): void {
    for (const turn of waiting.splice(0)) turn.reject(new Error('It was stopped before it had begun.'))
    for (const child of living) child.kill()
  }

  return {
    run(tasks) {
      if (closed) return Promise.reject(new InterlockError('core_stopping', {}))
      return tasks.length === 0 ? Promise.resolve([]) : inLine(() => runInProcess(tasks))
    },
    stop,
    close() {
      closed = true
      stop()
    },
  }
}

/** What the process says until all its answers are there, or it fails. */
function gatherAnswers(tasks: readonly FileTask[]): { all: () => Promise<FileAnswer[]>; events: ProcessEvents } {
  const { promise, resolve, reject } = Promise.withResolvers<FileAnswer[]>()
  const answers = new Map<number, FileAnswer>()
  let timer: NodeJS.Timeout | undefined
  let how = 'no reason given'
  function listen(): void {
    clearTimeout(timer)
    timer = setTimeout(() => reject(new Error('The process that opens files did not answer in time.')), SILENT_MS)
  }

  return {
    all() {
      listen()
      return promise.finally(() => clearTimeout(timer))
    },
    events: {
      message(message) {
        const parsed = fileAnswersSchema.safeParse(message)
        if (!parsed.success) return reject(new Error('The process that opens files answered what cannot be read.'))
        listen()
        answers.set(parsed.data.at, parsed.data.answer)
        const all = tasks.map((_, at) => answers.get(at)).filter((answer) => answer !== undefined)
        if (all.length === tasks.length) resolve(all)
      },
      exit({ code, signal, lastWords }) {
        how = signal ?? (code === null ? lastWords : `code ${code}`)
      },
      closed: () => reject(new Error(`The process that opens files ended before it had answered (${how}).`)),
    },
  }
}
