/** Why no service can be had here, and what to do instead. */
export interface Blocked {
  readonly code:
    | 'systemd_missing'
    | 'no_user_session'
    | 'launchd_missing'
    | 'no_gui_session'
    | 'task_scheduler_missing'
    | 'system_silent'
    | 'system_unknown'
    | 'not_built'
  readonly message: string
  readonly remedy: string
}

/** How a service stands with the system. */
export interface ServiceState {
  readonly installed: boolean
  /** Whether it is started with the session. */
  readonly enabled: boolean
  readonly running: boolean
  readonly pid: number | null
}

/** What starts and watches programs on a system. */
export interface ServiceManager {
  readonly kind: 'systemd' | 'launchd' | 'task_scheduler'
  /** The unit as it is written. */
  readonly file: string
  readonly content: string
  /** Why it cannot be used here; undefined where it can. */
  blocked(): Promise<Blocked | undefined>
  /** Writes the unit and starts it, also in place of an older one. @throws CliError service_failed */
  install(): Promise<void>
  /** Stops it and takes the unit away; nothing where there is none. @throws CliError service_failed */
  uninstall(): Promise<void>
  state(): Promise<ServiceState>
  /** What the operator should know of how it runs here. */
  notes(): Promise<string[]>
}
