import type { SandboxFinding, SandboxReport, Worker } from '#schemas'
import type { FromWorker, ToWorker } from '#schemas/protocol'
import { type Clock, isoTime } from '#schemas/format'
import type { RecordWorkerEvent } from './worker-events.ts'

export type SandboxMessage = Extract<FromWorker, { kind: 'finding' | 'sandbox' }>

type Shown = Extract<keyof Worker, `sandbox_${string}`>

/** What a slot's worker found out about its sandbox, at its start and whenever it is asked to try anew. */
export interface SlotSandbox {
  view(): Pick<Worker, Shown>
  /** What it found last; undefined before that. */
  report(): SandboxReport | undefined
  /** Another worker; nothing is known of what it will find. */
  began(): void
  /** The worker is up and says what it found. */
  ready(report: SandboxReport): void
  /** @throws Error where nothing was asked for */
  take(message: SandboxMessage): void
  /** Asks for a self-test, or joins the one that goes on. Resolves when it is over, also because the worker is gone. */
  test(actor: string): Promise<void>
  gone(): void
}

export interface SlotSandboxDeps {
  readonly slot: number
  readonly clock: Clock
  readonly record: RecordWorkerEvent
  readonly send: (message: ToWorker) => void
  readonly onChange: () => void
}

interface Test {
  readonly actor: string
  readonly findings: Map<string, SandboxFinding>
  readonly over: Promise<void>
  readonly end: () => void
}

export function createSlotSandbox({ slot, clock, record, send, onChange }: SlotSandboxDeps): SlotSandbox {
  let report: SandboxReport | undefined
  let testedAt: number | undefined
  let test: Test | undefined

  function finish(found: SandboxReport, { actor, end }: Test): void {
    const broken = (found.findings ?? []).filter(({ kept_by }) => kept_by !== 'os').map(({ promise }) => promise)
    record('worker.self_tested', { slot, sandbox_level: found.level, sandbox_reason: found.reason, broken }, { actor })
    test = undefined
    end()
  }

  return {
    view: () => ({
      sandbox_level: report?.level ?? null,
      sandbox_reason: report?.reason ?? null,
      sandbox_findings: test === undefined ? (report?.findings ?? null) : [...test.findings.values()],
      sandbox_remedy: report?.remedy ?? null,
      sandbox_testing: test !== undefined,
      sandbox_tested_at: testedAt === undefined ? null : isoTime(testedAt),
    }),
    report: () => report,
    began() {
      report = undefined
    },
    ready(found) {
      report = found
      testedAt = clock.now()
    },
    take(message) {
      if (test === undefined) throw new Error(`message ${message.kind} of a self-test nobody asked for`)
      if (message.kind === 'finding') test.findings.set(message.finding.promise, message.finding)
      else {
        report = message.sandbox
        testedAt = clock.now()
        finish(message.sandbox, test)
      }
      onChange()
    },
    test(actor) {
      if (test === undefined) {
        const { promise: over, resolve: end } = Promise.withResolvers<void>()
        test = { actor, findings: new Map(), over, end }
        send({ kind: 'self_test' })
        onChange()
      }
      return test.over
    },
    gone() {
      const ended = test
      test = undefined
      ended?.end()
    },
  }
}
