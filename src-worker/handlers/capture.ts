import { createOutputCap, type StreamName } from '#confine'
import type { CommandResult } from '#schemas'
import { createNewlineTranslator, decodeUtf8 } from '../algorithms/index.ts'
import type { RunContext } from '../run/context.ts'
import { exceeded } from '../run/run-end.ts'
import { createStreamText } from '../run/stream-text.ts'

/** So much output stands in a run's result, each stream of each command having its share; the log holds all up to the budget. */
const MAX_RESULT_BYTES = 512 * 1024

export type Captured = Pick<
  CommandResult,
  'stdout' | 'stderr' | 'stdout_bytes' | 'stderr_bytes' | 'stdout_truncated' | 'stderr_truncated'
>

/** Takes what a command says: into the log, and its beginning for the result. Memory stays bounded whatever comes. */
export interface Capture {
  take(stream: StreamName, bytes: Buffer): Promise<void> | undefined
  /** To be called once, after the last output. In DALI form it throws when the output budget is used up. */
  end(): Captured
}

/** @param commands how many commands share the result */
export function createCapture(run: RunContext, commands: number): Capture {
  return run.compat === 'dali'
    ? createDaliCapture(run)
    : createOwnCapture(run, Math.floor(MAX_RESULT_BYTES / (2 * commands)))
}

/** The budget is enforced while output comes: at the limit the run ends, and the command with it. */
function createOwnCapture(run: RunContext, shareBytes: number): Capture {
  const cap = createOutputCap(Math.min(run.budgets.max_output_bytes, shareBytes))
  const texts = createTexts(run)
  const came = { stdout: 0, stderr: 0 }

  return {
    take(stream, bytes) {
      came[stream] += bytes.length
      const within = run.spend(bytes.length)
      const part = bytes.subarray(0, within)
      cap.take(stream, part)
      const full = texts[stream].write(part)
      if (within === bytes.length) return full
      run.exceed('max_output_bytes')
      return undefined
    },
    end() {
      endTexts(texts)
      return {
        stdout: decodeUtf8(cap.kept('stdout')),
        stderr: decodeUtf8(cap.kept('stderr')),
        stdout_bytes: came.stdout,
        stderr_bytes: came.stderr,
        stdout_truncated: came.stdout > cap.count('stdout').kept,
        stderr_truncated: came.stderr > cap.count('stderr').kept,
      }
    },
  }
}

/**
 * DALI let the command end, cut each stream at the budget, and only then looked at what it had kept. Line ends are translated
 * before anything is counted.
 */
function createDaliCapture(run: RunContext): Capture {
  const cap = createOutputCap(run.budgets.max_output_bytes)
  const lines = { stdout: createNewlineTranslator(), stderr: createNewlineTranslator() }
  const texts = createTexts(run)

  return {
    take: (stream, bytes) => texts[stream].write(cap.take(stream, lines[stream].push(bytes))),
    end() {
      for (const stream of ['stdout', 'stderr'] as const) {
        void texts[stream].write(cap.take(stream, lines[stream].end()))
      }
      endTexts(texts)
      const stdout = decodeUtf8(cap.kept('stdout'))
      const stderr = decodeUtf8(cap.kept('stderr'))
      const kept = Buffer.byteLength(stdout) + Buffer.byteLength(stderr)
      if (run.spend(kept) < kept) throw exceeded('max_output_bytes')
      return {
        stdout,
        stderr,
        stdout_bytes: cap.count('stdout').total,
        stderr_bytes: cap.count('stderr').total,
        stdout_truncated: cap.count('stdout').truncated,
        stderr_truncated: cap.count('stderr').truncated,
      }
    },
  }
}

function createTexts({ log }: RunContext) {
  return { stdout: createStreamText(log, 'stdout'), stderr: createStreamText(log, 'stderr') }
}

function endTexts(texts: ReturnType<typeof createTexts>): void {
  texts.stdout.end()
  texts.stderr.end()
}
