import type {
  DaliExport,
  Desk,
  DeskChange,
  EventDetail,
  EventRecord,
  Artifact,
  SeenArtifact,
  ReviewRefusal,
  PromotionRequest,
  PromotionPlan,
  ArtifactDetail,
  ArtifactCounts,
  ArtifactAct,
  Health,
  ImportStep,
  Inbox,
  Job,
  JobCounts,
  JobDetail,
  KillSwitch,
  OutputFrame,
  Run,
  RunTrust,
  Stats,
  StatsQuery,
  Secrets,
  Status,
  Subject,
  TrustCheck,
  TrustProviders,
  Verification,
  Worker,
  Workspace,
} from '#schemas'
import type { Clock } from '#schemas/format'
import type {
  ArtifactFilter,
  ArtifactPage,
  ReviewOutcome,
  JobFilter,
  JobOrder,
  JobPage,
  Touched,
} from '#schemas/contract'
import type { DrainState, KeyKeeper, PowerState } from '#core/control'
import type { Agents, Aliases, Groups, Messages, Outbox, Teams } from '#core/exchange'
import type { ApiKeys, Approvals, KeyHolder } from '#core/control'
import type { ApprovalActs, LogReading, Operations } from '#core/work'
import type { ImportOpenclaw } from '#core/exchange'
import type { Endpoints, StartProcess, Workspaces } from '#core/workers'
import type { SchedulerApi } from './scheduling.ts'
import type { ChainsApi } from './chaining.ts'
import type { PolicyChecks } from './policy-checks.ts'

/** What a shell gives a core. Lengths of time are milliseconds. */
export interface CoreOptions {
  /** Data directory; made if absent, 0700. */
  readonly home: string
  readonly shell: 'daemon' | 'desktop' | 'cli'
  /** Version of Interlock, as in package.json. */
  readonly version: string
  /** What a person types to start the command line for this data directory; `interlock` otherwise. */
  readonly command?: string
  /** How many workers work at once; 0 opens the core without any. */
  readonly slots: number
  /** Runs this core starts at most in its life, for `worker --once`; without it, as many as there are. */
  readonly maxClaims?: number
  /** Built files of the worker process and the reader thread. */
  readonly workerEntry: string
  readonly readerEntry: string
  /** Starts workers and other processes of ours, where the shell's own program is no Node; they are forked otherwise. */
  readonly startProcess?: StartProcess
  /** Folder `resources` of the installation: demo workspace, evidence verifier. */
  readonly resources: string
  /**
   * What keeps the key of the secrets and opens them without being asked, the first before the others. Asked anew each time,
   * since the operator may allow or refuse one while it works.
   */
  readonly keyKeepers?: () => readonly KeyKeeper[]
  /** Where trust providers lie; `trust-providers` of the data directory otherwise. */
  readonly trustProviders?: string | undefined
  /** Told of trouble nobody waits for, such as an event about a worker that a full disk refused. */
  readonly onTrouble?: (what: string, error: unknown) => void
  /** The system's clock unless a test has its own. */
  readonly clock?: Clock
  /** Limits a test may shorten. */
  readonly limits?: Partial<CoreLimits>
}

export interface CoreLimits {
  /** A worker whose heartbeats stop for this long is killed. */
  readonly silentMs: number
  /** A worker whose main thread has not turned its loop for this long is killed. */
  readonly stuckMs: number
  /** Time beyond the wall budget that a run gets to end by itself. */
  readonly wallGraceMs: number
  /** First and longest wait before a worker is restarted, and how long it must live for the wait to start over. */
  readonly restartMinMs: number
  readonly restartMaxMs: number
  readonly healthyMs: number
  /** First and longest wait before a job is tried again. */
  readonly retryMinMs: number
  readonly retryMaxMs: number
  /** An idle worker says so in the ledger this often. */
  readonly idleReportMs: number
}

/**
 * Refuses what is beyond the reach of a key. `own` says that the key may do this only to what is its own and within its bounds;
 * otherwise only what is left to the operator is refused.
 * @throws InterlockError outside_key, right_missing, and what the procedure itself would refuse
 */
export type KeyReach = (key: Pick<KeyHolder, 'actor' | 'spec'>, subject: Subject, input: unknown, own: boolean) => void

/** The core as every shell and the API see it. Failures are InterlockError. */
export interface Core extends SchedulerApi, ChainsApi {
  readonly status: () => Status
  readonly health: () => Promise<Health>
  readonly jobs: {
    /** @throws invalid_input, job_conflict, workspace_not_found, workspace_required */
    readonly enqueue: (input: unknown, actor: string) => Promise<{ job: Job; created: boolean; cautions: string[] }>
    /** The signal of this and other reads ends the search; they reject with its reason. */
    readonly list: (
      query: { filter?: JobFilter; order?: JobOrder; cursor?: string; limit: number },
      signal?: AbortSignal,
    ) => Promise<JobPage>
    readonly counts: (
      filter: Omit<JobFilter, 'state'> | undefined,
      signal?: AbortSignal,
    ) => Promise<{ counts: JobCounts; capped_at: number | null }>
    /** `id` whole or its last 8 characters or more. */
    readonly get: (id: string) => { job: JobDetail; runs: Run[]; artifacts: Artifact[] }
    readonly cancel: (id: string, actor: string) => Promise<Job>
    readonly retry: (id: string, actor: string) => Promise<Job>
    readonly requeue: (id: string, actor: string) => Promise<Job>
    readonly setPriority: (id: string, priority: number, actor: string) => Promise<Job>
    /** Undoes a cancel. @throws job_not_found, id_ambiguous, restore_impossible */
    readonly restore: (id: string, actor: string) => Promise<Job>
    /** Resolves when the job is succeeded, failed, cancelled or held; rejects when the signal aborts. */
    readonly settled: (id: string, signal: AbortSignal) => Promise<Job>
  }
  readonly operations: Pick<Operations, 'preview' | 'start' | 'get' | 'list' | 'stop' | 'undo'>
  readonly runs: {
    readonly get: (id: string) => Run
    readonly output: (query: {
      id: string
      from: number
      limit: number
    }) => Promise<{ frames: OutputFrame[]; next: number; stored: number; complete: boolean }>
    /** By lines, from any place; by the reader thread. */
    readonly lines: LogReading['lines']
    readonly find: LogReading['find']
  }
  readonly artifacts: {
    readonly read: (query: {
      id: string
      from: number
      limit: number
    }) => Promise<{ artifact: Artifact; text: string; next: number; complete: boolean }>
    readonly list: (
      query: { filter?: ArtifactFilter; cursor?: string; limit: number },
      signal?: AbortSignal,
    ) => Promise<ArtifactPage>
    readonly counts: (
      filter: Omit<ArtifactFilter, 'state'> | undefined,
      signal?: AbortSignal,
    ) => Promise<{ counts: ArtifactCounts; capped_at: number | null }>
    /** `id` whole or its last 8 characters. @throws artifact_not_found, id_ambiguous */
    readonly get: (id: string) => ArtifactDetail
    readonly decide: (
      input: { items: SeenArtifact[]; act: ArtifactAct; note?: string },
      actor: string,
    ) => Promise<ReviewOutcome>
    /** What promoting each would create or change. */
    readonly plan: (
      items: { id: string; request: PromotionRequest }[],
    ) => Promise<{ plans: PromotionPlan[]; refused: ReviewRefusal[] }>
    /** Bound to the plan: where anything changed since, nothing is written. */
    readonly promote: (
      input: { items: (SeenArtifact & { request: PromotionRequest; plan: string })[]; note?: string },
      actor: string,
    ) => Promise<ReviewOutcome>
    /** Takes back the last decision; of a promotion, puts back what was there. */
    readonly undo: (input: { items: SeenArtifact[]; record_only?: boolean }, actor: string) => Promise<ReviewOutcome>
  }
  /** What waits for the operator to approve or reject, and what was decided. */
  readonly approvals: Omit<ApprovalActs, 'pending' | 'expire' | 'tryRule'>
  readonly approvalRules: Pick<Approvals['rules'], 'list' | 'set' | 'remove'> & {
    readonly try: ApprovalActs['tryRule']
  }
  readonly events: {
    readonly page: (
      query: {
        filter?: { kind?: string[]; job?: string; run?: string; actor?: string }
        after?: number
        before?: number
        limit: number
      },
      signal?: AbortSignal,
    ) => Promise<{ items: EventRecord[]; head: number; more: boolean }>
    readonly get: (seq: number) => Promise<EventDetail | null>
    /** Batches of what changed, at most ten a second, until the signal aborts. Starts with one batch at once. */
    readonly follow: (after: number | undefined, signal: AbortSignal) => AsyncGenerator<Touched, void, void>
  }
  readonly evidence: {
    readonly verify: (options: { bodies: boolean }) => Promise<Verification>
    readonly export: (options: {
      job?: string
      path?: string
      allow_findings?: boolean
    }) => Promise<{ path: string; events: number; bodies: number; bytes: number; findings: number }>
  }
  readonly exchange: {
    /**
     * What became of what, as it does; ends early when the signal aborts, and goes on when it is called again.
     * @throws import_source_unreadable, import_source_busy, import_running, workspace_not_found, workspace_required,
     *   workspace_exists, workspace_invalid
     */
    readonly importDali: (
      options: { path: string; workspace?: string; dry_run: boolean },
      actor: string,
      signal: AbortSignal,
    ) => Promise<AsyncGenerator<ImportStep, void, void>>
    readonly importOpenclaw: ImportOpenclaw
    /** @throws export_file_exists, export_unwritable, export_has_secrets, workspace_not_found */
    readonly exportDali: (options: {
      path: string
      workspace?: string
      allow_findings?: boolean
    }) => Promise<DaliExport>
  }
  readonly killSwitch: {
    readonly get: () => KillSwitch
    readonly engage: (options: { hard: boolean; note?: string }, actor: string) => Promise<KillSwitch>
    /** @throws kill_switch_not_engaged */
    readonly note: (note: string, actor: string) => Promise<KillSwitch>
    readonly releasePreview: () => { head: number; killed: KillSwitch['killed']; starts: number; waits: number }
    readonly release: (options: { choice: 'requeue' | 'drop'; except: string[] }, actor: string) => Promise<KillSwitch>
  }
  readonly workspaces: {
    readonly list: () => Workspace[]
    readonly add: (options: { path: string; name?: string }, actor: string) => Promise<Workspace>
    readonly remove: (
      options: { name: string; force: boolean },
      actor: string,
    ) => Promise<{ removed: string; held: number }>
  } & Pick<Workspaces, 'toolchains' | 'setToolchains' | 'lowerSandbox' | 'restoreSandbox'>
  readonly policy: PolicyChecks
  readonly workers: {
    readonly list: () => Worker[]
    /** @throws no_worker_to_test */
    readonly selfTest: (actor: string) => Promise<Worker[]>
  }
  /** Model servers and how they are. */
  readonly endpoints: Pick<Endpoints, 'list' | 'get' | 'add' | 'edit' | 'remove' | 'probe'>
  readonly inbox: { readonly get: () => Promise<Inbox> }
  /** What is told to people and other programs, and whether it arrived. */
  readonly outbox: Pick<Outbox, 'get' | 'pause' | 'resume' | 'list' | 'delivery' | 'retry' | 'discard'>
  /** Where it may go. */
  readonly aliases: Pick<Aliases, 'list' | 'set' | 'refusal'> & {
    /** @throws alias_not_found, alias_built_in, alias_in_use */
    readonly remove: (
      options: { name: string; force: boolean },
      actor: string,
    ) => Promise<{ removed: string; discarded: number }>
    readonly test: Outbox['test']
  }
  /** Who can be spoken to. */
  readonly agents: Pick<Agents, 'list' | 'set' | 'seen' | 'remove'>
  readonly messages: Pick<Messages, 'send' | 'list' | 'get' | 'inbox' | 'take' | 'read' | 'ack'>
  readonly groups: Pick<Groups, 'start' | 'list' | 'get' | 'heartbeat'>
  readonly teams: Pick<Teams, 'list' | 'set' | 'remove' | 'tasks' | 'addTask' | 'endTask'>
  /** Keys by which programs ask, and what is within the reach of each. */
  readonly keys: ApiKeys & { readonly reach: KeyReach }
  /** Values for commands, by name; none ever comes back out. */
  readonly secrets: {
    readonly list: () => Promise<Secrets>
    /** @throws secrets_locked, secrets_keeper_failed, secrets_damaged */
    readonly set: (secret: { name: string; value: string }, actor: string) => Promise<Secrets>
    /** @throws secret_not_found, and as `set` */
    readonly remove: (name: string, actor: string) => Promise<Secrets>
    /** @throws secrets_passphrase_wrong, secrets_no_passphrase, and as `set` */
    readonly unlock: (passphrase: string | undefined) => Promise<Secrets>
    /** @throws secrets_locked, secrets_keeper_failed */
    readonly openAlso: (passphrase: string | undefined, actor: string) => Promise<Secrets>
    readonly lock: () => Secrets
  }
  /** What stands between the claim of a run and its first step, and what it found. */
  readonly trust: {
    readonly providers: () => Promise<TrustProviders>
    /** Ends the processes of providers and tries each anew. */
    readonly reload: () => Promise<TrustProviders>
    /** @throws job_not_found, id_ambiguous */
    readonly ofJob: (job: string) => RunTrust[]
    /** @throws run_not_found, trust_not_recorded */
    readonly show: (run: string) => RunTrust
    /** What the gates of a job would ask. @throws invalid_input, workspace_not_found, workspace_required */
    readonly check: (input: unknown) => Promise<TrustCheck>
  }
  /** What feeds the machine, as a shell reports it. */
  readonly power: Pick<PowerState, 'get' | 'report'> & {
    /** Lets what runs end and nothing new start. */
    readonly drain: DrainState['set']
  }
  /** Preferences of the operator. */
  readonly desk: {
    readonly get: () => Desk
    /** @throws desk_changed, input_too_large */
    readonly put: (change: DeskChange) => Promise<{ revision: number }>
  }
  readonly stats: {
    /** @throws invalid_input */
    readonly overview: (query: StatsQuery, signal?: AbortSignal) => Promise<Stats>
  }
  readonly demo: { readonly start: (actor: string) => Promise<{ workspace: Workspace; jobs: string[] }> }
  /** Tells the core under which address its console is served, for `status`. */
  readonly announceConsole: (url: string | null) => void
  /** Ends running work (it is queued again), stops every process, checkpoints, closes the database and gives up the lock. */
  readonly close: (reason: string) => Promise<void>
}
