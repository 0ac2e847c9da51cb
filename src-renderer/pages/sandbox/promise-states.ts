import {
  type SandboxFinding,
  type SandboxLevel,
  SANDBOX_LEVELS,
  type SandboxPromise,
  type SandboxReport,
  type Worker,
} from '#schemas'
import { NOT_TRIED, sandboxTrialTexts, type Tone } from '#schemas/texts'

/** How a promise of the sandbox stands in one worker, and what was seen of it. */
export interface PromiseState {
  readonly state: 'kept' | 'not_kept' | 'not_tried' | 'trying' | 'unknown'
  readonly tried: string
  readonly seen: string
}

export const promiseWords: Record<PromiseState['state'], { readonly word: string; readonly tone: Tone }> = {
  kept: { word: 'Kept', tone: 'good' },
  not_kept: { word: 'Not kept', tone: 'bad' },
  not_tried: { word: 'Not tried', tone: 'warn' },
  trying: { word: 'Being tried', tone: 'run' },
  unknown: { word: 'Not known', tone: 'ask' },
}

/** Promises by what they are about, in the order they are shown. */
export const PROMISE_GROUPS = [
  { title: 'Files', promises: ['read_files', 'write_files', 'git', 'temporary_files'] },
  { title: 'Network and sockets', promises: ['network', 'sockets'] },
  {
    title: 'Processes',
    promises: [
      'other_processes',
      'namespaces',
      'privileges',
      'system_calls',
      'descriptors',
      'processes_end',
      'core_dumps',
    ],
  },
  { title: 'Limits', promises: ['process_count', 'memory', 'file_size', 'cpu_time'] },
] as const satisfies readonly { title: string; promises: readonly SandboxPromise[] }[]

type Tested = Pick<Worker, 'sandbox_findings' | 'sandbox_testing'>

export function promiseState(worker: Tested, promise: SandboxPromise): PromiseState {
  const finding = worker.sandbox_findings?.find((each) => each.promise === promise)
  const { tried } = sandboxTrialTexts[promise]
  if (finding !== undefined && isLoose(worker)) return looseState(finding)
  if (finding !== undefined) return { ...stateOf(finding), tried }
  return worker.sandbox_testing
    ? { state: 'trying', tried, seen: 'Nothing yet.' }
    : { state: 'unknown', tried, seen: 'No worker has tried it.' }
}

function stateOf({ promise, kept_by, detail }: SandboxFinding): Omit<PromiseState, 'tried'> {
  if (kept_by === 'os') return { state: 'kept', seen: [sandboxTrialTexts[promise].kept, detail].join(' ').trim() }
  if (detail === NOT_TRIED) return { state: 'not_tried', seen: 'It could not be tried, so it does not count as kept.' }
  return { state: 'not_kept', seen: `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.` }
}

function looseState({ kept_by }: SandboxFinding): PromiseState {
  const tried = 'Nothing: there is no sandbox to try it in.'
  return kept_by === 'os'
    ? { state: 'kept', tried, seen: 'The way commands are started sees to it.' }
    : { state: 'not_tried', tried, seen: 'The system does not keep it.' }
}

/** Whether commands run without a sandbox, so that there was nothing to try: such findings have nothing seen. */
function isLoose({ sandbox_findings: findings }: Tested): boolean {
  return findings?.some(({ kept_by, detail }) => kept_by === 'policy' && detail === '') ?? false
}

/** The worker with the weakest sandbox, which is what jobs may count on; the first of those that are alike. */
export function weakestOf(workers: readonly Worker[]): Worker | undefined {
  return workers.toSorted((a, b) => rank(b.sandbox_level) - rank(a.sandbox_level))[0]
}

function rank(level: SandboxLevel | null): number {
  return level === null ? -1 : SANDBOX_LEVELS.indexOf(level)
}

/** What a worker found, in the form the dry run judges. What it says of hosts is not needed for permissions. */
export function reportOf({ sandbox_level, sandbox_reason, sandbox_findings }: Worker): SandboxReport | null {
  if (sandbox_level === null || sandbox_findings === null) return null
  return { level: sandbox_level, reason: sandbox_reason ?? '', findings: sandbox_findings }
}

/** `16 of 17 promises kept`. */
export function keptWords(worker: Tested): string {
  const states = PROMISE_GROUPS.flatMap(({ promises }) => promises.map((each) => promiseState(worker, each).state))
  return `${states.filter((state) => state === 'kept').length} of ${states.length} promises kept`
}
