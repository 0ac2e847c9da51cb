import { type Beat, beatSchema, type FromWorker, fromWorkerSchema, type ToWorker } from '#schemas/protocol'
import type { ProcessExit, StartProcess } from './start-process.ts'

/** How a worker process ended. */
export type WorkerExit = ProcessExit

/** One worker process, seen from the core: messages, heartbeats, an end. */
export interface WorkerProcess {
  /** Undefined until the system has given it one. */
  readonly pid: number | undefined
  send(message: ToWorker): void
  kill(): void
}

export interface WorkerEvents {
  readonly started: (pid: number) => void
  readonly message: (message: FromWorker) => void
  /** Something arrived that is no message of the protocol. */
  readonly garbage: (problem: string) => void
  readonly beat: (beat: Beat) => void
  readonly exit: (exit: WorkerExit) => void
}

/** Starts a worker. @throws when the system refuses */
export type SpawnWorker = (worker: { id: string; slot: number }, events: WorkerEvents) => WorkerProcess

/** Workers from the built file, whatever kind of process this shell gives them; what they say is parsed here. */
export function createWorkerProcesses(entry: string, startProcess: StartProcess): SpawnWorker {
  return (worker, events) =>
    startProcess(
      { entry, env: { ...process.env, INTERLOCK_RUN: worker.id }, watched: true },
      {
        started: events.started,
        message(message) {
          const parsed = fromWorkerSchema.safeParse(message)
          if (parsed.success) events.message(parsed.data)
          else events.garbage(parsed.error.issues[0]?.message ?? 'not a message')
        },
        beat(line) {
          const beat = parseBeat(line)
          if (beat === undefined) events.garbage('a heartbeat that cannot be read')
          else events.beat(beat)
        },
        exit: events.exit,
      },
    )
}

function parseBeat(line: string): Beat | undefined {
  try {
    return beatSchema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
