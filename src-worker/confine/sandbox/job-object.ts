import type { Confinement } from './confinement.ts'

/** One call of the Windows API, in the order in which they are made before the command is started. */
export type JobObjectCall =
  | { readonly call: 'CreateJobObjectW' }
  | {
      readonly call: 'SetInformationJobObject'
      readonly class: 'JobObjectExtendedLimitInformation'
      readonly flags: number
      readonly activeProcessLimit: number
      readonly jobMemoryLimit: number
      readonly processMemoryLimit: number
      /** In units of 100 ns; 0 where there is no limit. */
      readonly perJobUserTimeLimit: number
    }
  | { readonly call: 'SetInformationJobObject'; readonly class: 'JobObjectBasicUIRestrictions'; readonly flags: number }
  | { readonly call: 'AssignProcessToJobObject'; readonly process: 'runner' }

/** JOB_OBJECT_LIMIT_*; see the documentation of JOBOBJECT_BASIC_LIMIT_INFORMATION. */
const LIMIT = {
  jobTime: 0x0000_0004,
  activeProcess: 0x0000_0008,
  processMemory: 0x0000_0100,
  jobMemory: 0x0000_0200,
  dieOnUnhandledException: 0x0000_0400,
  killOnJobClose: 0x0000_2000,
} as const
/** All of JOB_OBJECT_UILIMIT_*: handles, clipboard both ways, parameters, display, atoms, desktop, leaving. */
const ALL_UI_LIMITS = 0xff

/**
 * What Windows is to enforce for a command: how many processes, how much memory, and that all of them end when the last handle
 * closes. It says nothing about files and the network, which stay policy there. What is put in is a runner that waits, and then
 * starts the command, so that no process is outside for a moment; no breakaway is allowed. Not verified: nothing of this has run
 * on Windows.
 */
export function jobObjectCalls({ limits }: Confinement): JobObjectCall[] {
  const { memoryBytes, processes, cpuSeconds } = limits
  const always =
    LIMIT.activeProcess | LIMIT.processMemory | LIMIT.jobMemory | LIMIT.dieOnUnhandledException | LIMIT.killOnJobClose
  return [
    { call: 'CreateJobObjectW' },
    {
      call: 'SetInformationJobObject',
      class: 'JobObjectExtendedLimitInformation',
      flags: cpuSeconds === undefined ? always : always | LIMIT.jobTime,
      // The runner is one of them.
      activeProcessLimit: processes + 1,
      jobMemoryLimit: memoryBytes,
      processMemoryLimit: Math.ceil(memoryBytes * 1.25),
      perJobUserTimeLimit: (cpuSeconds ?? 0) * 10_000_000,
    },
    { call: 'SetInformationJobObject', class: 'JobObjectBasicUIRestrictions', flags: ALL_UI_LIMITS },
    { call: 'AssignProcessToJobObject', process: 'runner' },
  ]
}
