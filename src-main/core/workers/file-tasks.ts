import { type ChildProcess, spawn } from 'node:child_process'
import { processStartTime } from '#confine'
import type { Ids } from '#schemas/format'
import { FILE_TASKS_ARGUMENT, type FileAnswer, fileAnswersSchema, type FileTask } from '#schemas/protocol'
import type { Processes } from '#core/record'
import { boundToParent } from './worker-process.ts'

/** Looks at and changes single files of a workspace through a process of its own, which lives for one call. */
export interface FileTasks {
  /**
   * An answer to each task, in their order.
   * @throws Error when the process ended or fell silent before it had answered all: what it did is then not known
   */
  run(tasks: readonly FileTask[]): Promise<FileAnswer[]>
  /** Ends what is under way. */
  stop(): void
}

export interface FileTasksDeps {
  /** The built worker. */
  readonly entry: string
  readonly processes: Processes
  readonly ids: Ids
  readonly onTrouble: (what: string, error: unknown) => void
}

/** From one answer to the next; comparing two large files is the longest of them. */
const SILENT_MS = 20_000

export function createFileTasks({ entry, processes, ids, onTrouble }: FileTasksDeps): FileTasks {
  const living = new Set<ChildProcess>()

  function remember(child: ChildProcess, owner: string): void {
    if (child.pid === undefined) return
    void processes
      .add({ pid: child.pid, start_time: processStartTime(child.pid) ?? '', owner: `worker:${owner}` })
      .catch((error: unknown) => onTrouble('Remembering a process', error))
  }

  return {
    async run(tasks) {
      if (tasks.length === 0) return []
      const id = ids.next('wrk')
      const [command, args] = boundToParent(entry, [FILE_TASKS_ARGUMENT])
      const child = spawn(command, args, {
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        serialization: 'advanced',
        detached: true,
        windowsHide: true,
        // It opens files by their paths and starts nothing: it needs nothing of ours.
        env: { INTERLOCK_RUN: id },
      })
      living.add(child)
      remember(child, id)
      try {
        return await answersOf(child, tasks)
      } finally {
        living.delete(child)
        child.kill('SIGKILL')
        await processes.remove(`worker:${id}`).catch((error: unknown) => onTrouble('Forgetting a process', error))
      }
    },
    stop() {
      for (const child of living) child.kill('SIGKILL')
    },
  }
}

function answersOf(child: ChildProcess, tasks: readonly FileTask[]): Promise<FileAnswer[]> {
  const { promise, resolve, reject } = Promise.withResolvers<FileAnswer[]>()
  const answers = new Map<number, FileAnswer>()
  const silent = () => reject(new Error('The process that opens files did not answer in time.'))
  let timer = setTimeout(silent, SILENT_MS)
  child.on('message', (message) => {
    const parsed = fileAnswersSchema.safeParse(message)
    if (!parsed.success) return reject(new Error('The process that opens files answered what cannot be read.'))
    clearTimeout(timer)
    timer = setTimeout(silent, SILENT_MS)
    answers.set(parsed.data.at, parsed.data.answer)
    const all = tasks.map((_, at) => answers.get(at)).filter((answer) => answer !== undefined)
    if (all.length === tasks.length) resolve(all)
  })
  child.on('error', (error) => reject(error))
  child.on('exit', (code, signal) =>
    reject(new Error(`The process that opens files ended before it had answered (${signal ?? `code ${code}`}).`)),
  )
  child.send({ tasks: [...tasks] }, () => undefined)
  return promise.finally(() => clearTimeout(timer))
}
