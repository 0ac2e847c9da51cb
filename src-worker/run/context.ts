import type { Redaction, Root, RootOptions } from '#confine'
import type { Budgets, Compat, Policy, Verdict } from '#schemas'
import type { ArtifactFacts, ArtifactFile } from './artifacts.ts'
import type { RunCommand } from './command.ts'
import type { Secrets } from './secrets.ts'
import type { OutputLog } from './output-log.ts'
import type { Step } from './steps.ts'
import type { Tools } from './tools.ts'

/** What a handler has of its run: everything it may do goes through here, so that it is bounded and recorded. */
export interface RunContext {
  readonly job: { readonly id: string }
  readonly compat: Compat | null
  readonly budgets: Budgets
  readonly policy: Policy
  /** Whether its commands reach all of the network, which the operator approved. */
  readonly network: boolean
  /** Values granted to the commands of the job, by the name of their variable. */
  readonly secrets: Secrets
  /** `toolchains` are folders of programs that its commands see. */
  readonly workspace: {
    readonly name: string
    readonly path: string
    readonly toolchains?: readonly string[] | undefined
  }
  /** Folder on this machine for the home of commands. */
  readonly commandHome: string
  /** Where commands find that folder, and one for temporary files. */
  commandPlaces(): Promise<{ readonly home: string; readonly temporary: string }>
  /** Aborts when the run is to end now; its reason is the RunEnd. */
  readonly signal: AbortSignal
  /** The workspace, opened for this run; closed when it ends. */
  openWorkspace(options?: RootOptions): Root
  /** Whether the contract of the job lets it see a path of the workspace. */
  maySee(path: string): boolean
  /** To be awaited before each step; throws the RunEnd when there may be no further one. `where` as in `kill_switch:<where>`. */
  checkpoint(where: string): Promise<void>
  /** A checkpoint for loops of very many small steps: looks, and lets messages in, every few milliseconds only. */
  breathe(where: string): Promise<void>
  nextStep(): number
  report(step: Step): Promise<void>
  /** Records that a path was refused. */
  rejectPath(path: string, reason: string): Promise<void>
  readonly log: OutputLog
  /** Hides secrets in what the run writes. */
  readonly redaction: Redaction
  /** What Interlock itself says in the log. */
  note(text: string): void
  /** Counts bytes written; returns how many of them are within the budget. The caller ends the run when it is fewer. */
  spend(bytes: number): number
  /** Ends the run as soon as its processes are gone. */
  exceed(budget: 'max_output_bytes'): void
  readonly tools: Tools
  readonly command: RunCommand
  artifact(artifact: ArtifactFacts): ArtifactFile
  /** Where an earlier run of this job was suspended, as its handler handed it over; undefined at a beginning. Parse it. */
  readonly continuation: unknown
  /**
   * Says from where a next run can go on, should the operator be asked about a step of this one. Without it, the next run
   * begins at the beginning. @param continuation is asked when the run is suspended; JSON of at most 4 MB
   */
  suspendable(continuation: () => unknown): void
  /** What there is to show should the run not get to its end. */
  keep(partial: { result: unknown; verdict: Verdict | null }): void
}
