import { createOutputCap, sanitised, type StreamName } from '#confine'
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
  const { came, take } = createIntake(run, (stream, part) => {
    cap.take(stream, part)
    return texts[stream].write(part)
  })

  return {
    take,
    end() {
      const isCut = { stdout: came.stdout > cap.count('stdout').kept, stderr: came.stderr > cap.count('stderr').kept }
      const isStopped = run.signal.aborted
      endTexts(texts, { stdout: isStopped, stderr: isStopped })
      return {
        stdout: sanitised(keptText(run, cap.kept('stdout'), isCut.stdout), { keepsLineEnds: true }),
        stderr: sanitised(keptText(run, cap.kept('stderr'), isCut.stderr), { keepsLineEnds: true }),
        stdout_bytes: came.stdout,
        stderr_bytes: came.stderr,
        stdout_truncated: isCut.stdout,
        stderr_truncated: isCut.stderr,
      }
    },
  }
}

/** Counts what comes against the budget and passes on what is within it; at the limit the run ends, and the command with it. */
export function createIntake(
  run: Pick<RunContext, 'spend' | 'exceed'>,
  pass: (stream: StreamName, part: Buffer) => Promise<void> | undefined,
) {
  const came = { stdout: 0, stderr: 0 }
  return {
    came,
    take(stream: StreamName, bytes: Buffer): Promise<void> | undefined {
      came[stream] += bytes.length
      const within = run.spend(bytes.length)
      const full = pass(stream, bytes.subarray(0, within))
      if (within === bytes.length) return full
      run.exceed('max_output_bytes')
      return undefined
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
      const isCut = { stdout: cap.count('stdout').truncated, stderr: cap.count('stderr').truncated }
      endTexts(texts, isCut)
      const stdout = decodeUtf8(cap.kept('stdout'))
      const stderr = decodeUtf8(cap.kept('stderr'))
      const kept = Buffer.byteLength(stdout) + Buffer.byteLength(stderr)
      if (run.spend(kept) < kept) throw exceeded('max_output_bytes')
      return {
        // The text itself stays as DALI gave it, but for secrets.
        stdout: keptText(run, cap.kept('stdout'), isCut.stdout),
        stderr: keptText(run, cap.kept('stderr'), isCut.stderr),
        stdout_bytes: cap.count('stdout').total,
        stderr_bytes: cap.count('stderr').total,
        stdout_truncated: cap.count('stdout').truncated,
        stderr_truncated: cap.count('stderr').truncated,
      }
    },
  }
}

function createTexts(run: RunContext) {
  return { stdout: createStreamText(run, 'stdout'), stderr: createStreamText(run, 'stderr') }
}

function endTexts(texts: ReturnType<typeof createTexts>, cut: Record<StreamName, boolean>): void {
  texts.stdout.end(cut.stdout)
  texts.stderr.end(cut.stderr)
}

/** What was kept of a stream; where the rest is missing, half a secret may stand at its end. */
function keptText({ redaction }: RunContext, kept: Buffer, cut: boolean): string {
  const redactor = redaction.stream()
  return redactor.push(decodeUtf8(kept)) + redactor.end(cut)
}
