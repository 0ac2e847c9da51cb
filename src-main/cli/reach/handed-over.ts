/**
 * What a command has already taken in when it moves to another process in the middle: the text of its standard input, which
 * can be read once only, and the id it gave its job, so that sending it again still adds no second one.
 */
interface HandedOver {
  stdin?: string
  jobId?: string
}

const JOB_ID = 'INTERLOCK_JOB_ID'
const taken: HandedOver = {}

export function keepStdin(text: string): void {
  taken.stdin = text
}

export function keepJobId(id: string): void {
  taken.jobId = id
}

/** The id the process before us gave the job of this command line; undefined when this is the first. */
export function handedJobId(): string | undefined {
  return process.env[JOB_ID]
}

/** The standard input and environment for the process that goes on. */
export function handOverState(): { stdin: string | undefined; env: NodeJS.ProcessEnv } {
  return {
    stdin: taken.stdin,
    env: taken.jobId === undefined ? process.env : { ...process.env, [JOB_ID]: taken.jobId },
  }
}
