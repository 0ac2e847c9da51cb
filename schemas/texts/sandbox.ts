import { formatBytes, formatCount } from '../format/index.ts'
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

const MIB = 1024 ** 2

/** What the self-test allows its program, and how much of it that program tries to get. */
export const SANDBOX_TRIAL = {
  processes: { allowed: 6, over: 24 },
  memoryBytes: { allowed: 256 * MIB, tried: 512 * MIB },
  fileBytes: { allowed: 16 * MIB, tried: 64 * MIB },
} as const

/** What the self-test tries to break a promise, and what it sees where the promise holds. */
export const sandboxTrialTexts: Readonly<Record<SandboxPromise, { readonly tried: string; readonly kept: string }>> = {
  read_files: {
    tried: 'Read a file outside: as it is, through a link, through /proc. Read /etc/shadow and /root. List devices.',
    kept: 'None could be read, and only harmless devices are there.',
  },
  write_files: {
    tried: 'Write into an open folder outside, /usr, /etc, / and a setting of the kernel. Look for mounts to write on.',
    kept: 'Each was refused, and there is no other such mount.',
  },
  git: {
    tried: 'Write a hook and the configuration. Move .git away. Make a HEAD beside it.',
    kept: 'Each was refused.',
  },
  network: {
    tried: 'Connect to an open port of this machine. Send a datagram out. List network devices.',
    kept: 'Nothing went through, and there is no network device.',
  },
  sockets: {
    tried: 'Make Unix and VSOCK sockets. Reach one in a folder and one without a name.',
    kept: 'None could be made.',
  },
  other_processes: { tried: 'Look for the worker, and count what is there.', kept: 'The worker is out of sight.' },
  namespaces: {
    tried: 'Compare seven namespaces, the session and the name of the machine with those outside.',
    kept: 'None is the same.',
  },
  privileges: {
    tried: 'Read what it may do: capabilities, groups, and whether more can be had.',
    kept: 'No capability, no group, and no way to more.',
  },
  system_calls: {
    tried: 'Call unshare, ptrace, keyctl, bpf, mount and io_uring.',
    kept: 'A filter is there, and each was refused.',
  },
  descriptors: { tried: 'Look for what is open beside input and output.', kept: 'Nothing is.' },
  processes_end: {
    tried: 'Leave a process behind that would sleep for ten minutes.',
    kept: 'It ended with the command.',
  },
  process_count: {
    tried: `Start ${formatCount(SANDBOX_TRIAL.processes.over)} processes more than are allowed.`,
    kept: 'The system did not start them.',
  },
  memory: { tried: `Fill ${sizes(SANDBOX_TRIAL.memoryBytes)} are allowed.`, kept: 'The system stopped it.' },
  file_size: { tried: `Make a file of ${sizes(SANDBOX_TRIAL.fileBytes)} are allowed.`, kept: 'The system refused it.' },
  cpu_time: { tried: 'Read the limit on processor time.', kept: 'It is set.' },
  temporary_files: {
    tried: 'Read the sizes of the home and of the temporary folders.',
    kept: 'Each has a size within the limit.',
  },
  core_dumps: { tried: 'Read the limit on memory dumps.', kept: 'It is 0.' },
}

function sizes({ tried, allowed }: { readonly tried: number; readonly allowed: number }): string {
  return `${formatBytes(tried)} where ${formatBytes(allowed)}`
}

/** What is said of a promise that the self-test never came to try; such a one does not count as kept. */
export const NOT_TRIED = 'it could not be tried'

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
  system:
    'This system keeps commands only in part, and Linux in full. Choose os-partial as the minimum of the workspaces whose jobs you trust.',
} as const
