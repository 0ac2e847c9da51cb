import type { SandboxPromise } from '../policy.ts'

/** What each promise of the sandbox means, for the page that shows the self-test. */
export const sandboxPromiseTexts: Readonly<Record<SandboxPromise, string>> = {
  read_files: 'Commands read only the workspace, their own home and the programs of the system.',
  write_files: 'Commands write only in the workspace, their own home and their temporary folders.',
  git: 'Commands cannot change or replace the .git of the workspace.',
  network: 'Commands have no network, not even this machine.',
  sockets: 'Commands reach no socket of this machine: no Docker, no SSH agent, no desktop.',
  other_processes: 'Commands see no process but their own.',
  namespaces: 'Commands share no namespace and no session with this machine.',
  privileges: 'Commands have no privileges and cannot get any.',
  system_calls: 'System calls that have led out of sandboxes are closed.',
  descriptors: 'Commands inherit nothing that is open but their output.',
  processes_end: 'Everything a command started ends with it.',
  process_count: 'The system limits how many processes a command can have.',
  memory: 'The system limits the memory of each process.',
  file_size: 'The system limits how large a file can get.',
  cpu_time: 'The system limits the processor time of each process.',
  temporary_files: 'Temporary folders have a size.',
  core_dumps: 'A crash leaves no picture of the memory behind.',
}

/** Why a machine has no sandbox, and what to do about it. */
export const packagesRemedy =
  'Install the packages bubblewrap and perl (Debian and Ubuntu: apt install bubblewrap perl; Fedora: dnf install bubblewrap perl) and restart the workers.'

export const appArmorRemedy =
  'This system lets no program make user namespaces without an AppArmor profile (as Ubuntu 24.04 does). Put resources/apparmor/bwrap of Interlock into /etc/apparmor.d, run `sudo apparmor_parser -r /etc/apparmor.d/bwrap`, and restart the workers. Do not switch the restriction off for the whole system.'

export const sandboxRemedies = {
  packages: packagesRemedy,
  app_armor: appArmorRemedy,
  container:
    'This container may not make namespaces. Run Interlock outside of it, or start the container with a seccomp profile that allows unshare and mount; until then choose os-partial as the minimum of the jobs you trust.',
  namespaces_used_up:
    'The limit on user namespaces is 0 or used up. Raise user.max_user_namespaces for this system, and restart the workers.',
  mapped_mounts:
    'Interlock runs as root here, and the file system of its folders cannot show files to another user. Run Interlock as an ordinary user.',
  system: 'Commands are confined on Linux only in this version.',
} as const
