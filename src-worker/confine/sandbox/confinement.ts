import { DEFAULT_BUDGETS_OF_COMMANDS } from '#schemas'

/** What one command may use up. */
export interface Limits {
  /** Memory of all its processes together; each of them is also stopped a quarter above it by the kernel. */
  readonly memoryBytes: number
  /** Processes and threads together. */
  readonly processes: number
  /** Largest file it may write. */
  readonly fileBytes: number
  /** What it may write to disk in all, and keep in its temporary folders. */
  readonly diskBytes: number
  /** Processor time of all its processes together; no limit when left out. */
  readonly cpuSeconds?: number
}

/** What a command may see and touch. */
export interface Confinement {
  readonly workspace: 'read-only' | 'writable'
  /** The only files and folders of the workspace it sees, relative to it; all where none are named. */
  readonly paths?: readonly string[] | undefined
  /** `pinned`: may be written to, except for its hooks and configuration, which name programs. */
  readonly git: 'read-only' | 'pinned'
  /** A folder of the run on this machine that the command finds as its home; without one it is empty and forgotten. */
  readonly home?: string
  /** Interlock's own data, hidden on systems that otherwise show everything. */
  readonly ownData?: string
  /** Whether it may make sockets of AF_UNIX. There is nothing of the machine's to connect to. */
  readonly unixSockets: boolean
  /** Further folders and programs it may read, each at its own path. */
  readonly toolchains: readonly string[]
  /** Further folders that belong with the workspace, read-only. */
  readonly readable: readonly string[]
  /** Names, or `name:port`, that it may reach through a proxy; with none there is no network. */
  readonly hosts: readonly string[]
  /** Whether it shares the network of the machine, services on the machine itself included. */
  readonly network?: boolean
  readonly limits: Limits
}

export const DEFAULT_LIMITS: Limits = {
  memoryBytes: DEFAULT_BUDGETS_OF_COMMANDS.max_memory_bytes,
  processes: DEFAULT_BUDGETS_OF_COMMANDS.max_processes,
  fileBytes: DEFAULT_BUDGETS_OF_COMMANDS.max_file_bytes,
  diskBytes: DEFAULT_BUDGETS_OF_COMMANDS.max_disk_bytes,
}

export const DEFAULT_CONFINEMENT: Confinement = {
  workspace: 'writable',
  git: 'read-only',
  unixSockets: false,
  toolchains: [],
  readable: [],
  hosts: [],
  limits: DEFAULT_LIMITS,
}

/** Where a command in a sandbox finds its home. */
export const SANDBOX_HOME = '/home/job'
