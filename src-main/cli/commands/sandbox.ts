import { setTimeout as sleep } from 'node:timers/promises'
import { isLevelEnough, type SandboxFinding, type Worker } from '#schemas'
import { sandboxLevelTexts, sandboxPromiseTexts } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import type { Output } from '../output/output.ts'
import { printableLine } from '../output/printable.ts'
import { table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'
import { type Api, LOOK } from '../reach/api.ts'
import { typed, typedIn } from '../typed.ts'

/** Which promises of the sandbox this system keeps. */
export async function status(cli: Cli): Promise<ExitCode> {
  return cli.withCore(LOOK, async ({ api, until }) => {
    const found = sandboxOf(await testedWorkers(api, until()))
    cli.out.answer(found, () => sandboxPage(found, cli.out))
    return EXIT.ok
  })
}

/** Tries every promise anew. A core of our own has just done so at its start. */
export async function test(cli: Cli): Promise<ExitCode> {
  return cli.withCore(LOOK, async ({ api, live, until }) => {
    const before = await testedWorkers(api, until())
    const workers = live ? await api.workers.selfTest() : before
    const found = sandboxOf(workers)
    cli.out.answer(found, () => sandboxPage(found, cli.out))
    return found.level === 'os-enforced' ? EXIT.ok : EXIT.failed
  })
}

const LOOK_EVERY_MS = 50

/** The workers, once each that comes up has tried its sandbox; those of a core without any have nothing to say. */
export async function testedWorkers(api: Api, until: AbortSignal): Promise<Worker[]> {
  for (;;) {
    const { workers, kill_switch: killSwitch } = await api.system.status()
    const waiting = workers.filter((worker) => worker.sandbox_level === null)
    if (waiting.length === 0 || killSwitch.mode !== 'released') return workers
    const failed = waiting.find(({ state, last_exit: exit }) => state === 'stopped' && exit !== null)
    if (failed !== undefined)
      throw new CliError(
        'internal',
        `The worker did not start: ${failed.last_exit ?? ''}`,
        `${typed('health')} says what is missing.`,
      )
    if (until.aborted) throw new CliError('interrupted', 'Interrupted before the sandbox was tried.', 'Try again.')
    await sleep(LOOK_EVERY_MS)
  }
}

/** The weakest sandbox of all workers, since any of them may get a job. */
function sandboxOf(workers: readonly Worker[]) {
  const tested = workers.filter((worker) => worker.sandbox_level !== null)
  const weakest = tested.reduce<Worker | undefined>(
    (weak, worker) => (weak === undefined || isWeaker(worker, weak) ? worker : weak),
    undefined,
  )
  return {
    level: weakest?.sandbox_level ?? null,
    reason: weakest?.sandbox_reason ?? null,
    remedy: weakest?.sandbox_remedy ?? null,
    findings: weakest?.sandbox_findings ?? [],
    tested_at: weakest?.sandbox_tested_at ?? null,
    workers: tested.length,
  }
}

function isWeaker(one: Worker, other: Worker): boolean {
  return !isLevelEnough(one.sandbox_level ?? 'refused', other.sandbox_level ?? 'refused')
}

function sandboxPage(found: ReturnType<typeof sandboxOf>, out: Output): string[] {
  if (found.level === null)
    return ['No worker is up, so nothing is known of its sandbox. Release the kill switch first.']
  const { word, tone, sentence } = sandboxLevelTexts[found.level]
  const when = found.tested_at === null ? '' : `, tried ${describeTime(found.tested_at, Date.now())}`
  return [
    `${out.tone(tone, word)}: ${sentence}`,
    printableLine(found.reason ?? ''),
    ...(found.remedy === null ? [] : [typedIn(printableLine(found.remedy))]),
    '',
    ...table(found.findings.map((finding) => row(finding, out))),
    '',
    `By ${found.workers === 1 ? 'one worker' : `${found.workers} workers`}${when}.`,
  ]
}

function row({ promise, kept_by: keptBy, detail }: SandboxFinding, out: Output): string[] {
  const kept = keptBy === 'os' ? out.tone('good', 'system') : out.tone('warn', 'policy only')
  const seen = detail === '' ? '' : ` (${printableLine(detail)})`
  return [kept, promise, `${sandboxPromiseTexts[promise]}${seen}`]
}
