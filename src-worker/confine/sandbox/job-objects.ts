import type { JobObjectCall } from './job-object.ts'
import { bytesOf, type Layouts, layoutsBy, readFrom } from './job-object-layouts.ts'

/** Bounds processes of Windows together; in a test something that keeps book of what it is asked for. */
export interface JobObjects {
  /** Makes these calls around a process that waits. @throws Error that names the call which the system refused */
  enclose(calls: readonly JobObjectCall[], pid: number): Promise<JobObject>
}

export interface JobObject {
  /** Ends every process in it. */
  terminate(): void
  /** Of all processes in it, those that ended included; processes are those that live. */
  usage(): { readonly processes: number; readonly cpuSeconds: number; readonly peakBytes: number }
  /** Lets go of it, which ends what is still in it. */
  close(): void
}

type Handle = number | bigint

/** What is called of kernel32.dll. A handle of 0 and `false` are failures, of which `GetLastError` says why. */
export interface Kernel32 {
  CreateJobObjectW(attributes: null, name: null): Handle
  SetInformationJobObject(job: Handle, kind: number, information: Uint8Array, bytes: number): boolean
  QueryInformationJobObject(job: Handle, kind: number, information: Uint8Array, bytes: number, length: null): boolean
  OpenProcess(access: number, inherits: boolean, pid: number): Handle
  AssignProcessToJobObject(job: Handle, process: Handle): boolean
  TerminateJobObject(job: Handle, exitCode: number): boolean
  CloseHandle(handle: Handle): boolean
  GetLastError(): number
}

/** JOBOBJECTINFOCLASS. */
const KIND = {
  JobObjectBasicAccountingInformation: 1,
  JobObjectBasicUIRestrictions: 4,
  JobObjectExtendedLimitInformation: 9,
} as const
/** PROCESS_TERMINATE and PROCESS_SET_QUOTA, which assigning asks for. */
const MAY_BE_ASSIGNED = 0x0001 | 0x0100
const KILLED = 1
/** Times are in units of 100 ns. */
const UNITS_PER_SECOND = 10_000_000

/** The Job Objects of this Windows. Not verified: nothing of this has run there. @throws Error elsewhere */
export async function systemJobObjects(): Promise<JobObjects> {
  // A native addon, which is needed for nothing else.
  const { default: koffi } = await import('koffi')
  const library = koffi.load('kernel32.dll')
  const call = (name: string, result: string, args: string[]) => library.func('__stdcall', name, result, args)
  const information = ['uintptr_t', 'int', 'void *', 'uint32']
  const kernel: Kernel32 = {
    CreateJobObjectW: call('CreateJobObjectW', 'uintptr_t', ['void *', 'void *']),
    SetInformationJobObject: call('SetInformationJobObject', 'bool', information),
    QueryInformationJobObject: call('QueryInformationJobObject', 'bool', [...information, 'void *']),
    OpenProcess: call('OpenProcess', 'uintptr_t', ['uint32', 'bool', 'uint32']),
    AssignProcessToJobObject: call('AssignProcessToJobObject', 'bool', ['uintptr_t', 'uintptr_t']),
    TerminateJobObject: call('TerminateJobObject', 'bool', ['uintptr_t', 'uint32']),
    CloseHandle: call('CloseHandle', 'bool', ['uintptr_t']),
    GetLastError: call('GetLastError', 'uint32', []),
  }
  return createJobObjects(kernel, layoutsBy(koffi))
}

export function createJobObjects(kernel: Kernel32, layouts: Layouts): JobObjects {
  function must(name: string, result: Handle | boolean): void {
    if (result === false || result === 0 || result === 0n)
      throw new Error(`Windows refused ${name} (error ${kernel.GetLastError()}).`)
  }

  function assign(job: Handle, pid: number): void {
    const process = kernel.OpenProcess(MAY_BE_ASSIGNED, false, pid)
    must('OpenProcess', process)
    try {
      must('AssignProcessToJobObject', kernel.AssignProcessToJobObject(job, process))
    } finally {
      kernel.CloseHandle(process)
    }
  }

  function perform(calls: readonly JobObjectCall[], job: Handle, pid: number): void {
    for (const each of calls) {
      if (each.call === 'AssignProcessToJobObject') assign(job, pid)
      if (each.call !== 'SetInformationJobObject') continue
      const bytes = bytesOf(layouts, each)
      must(each.call, kernel.SetInformationJobObject(job, KIND[each.class], bytes, bytes.length))
    }
  }

  function query(job: Handle, kind: keyof typeof KIND, bytes: Uint8Array): Uint8Array {
    must('QueryInformationJobObject', kernel.QueryInformationJobObject(job, KIND[kind], bytes, bytes.length, null))
    return bytes
  }

  function made(calls: readonly JobObjectCall[], pid: number): JobObject {
    const job = kernel.CreateJobObjectW(null, null)
    must('CreateJobObjectW', job)
    try {
      perform(calls, job, pid)
    } catch (error) {
      kernel.CloseHandle(job)
      throw error
    }
    return {
      terminate: () => void kernel.TerminateJobObject(job, KILLED),
      usage() {
        const { accounting, limits } = readFrom(layouts, {
          accounting: (bytes) => query(job, 'JobObjectBasicAccountingInformation', bytes),
          limits: (bytes) => query(job, 'JobObjectExtendedLimitInformation', bytes),
        })
        return {
          processes: accounting.ActiveProcesses,
          cpuSeconds: (accounting.TotalUserTime + accounting.TotalKernelTime) / UNITS_PER_SECOND,
          peakBytes: limits.PeakJobMemoryUsed,
        }
      },
      close: () => void kernel.CloseHandle(job),
    }
  }

  return {
    async enclose(calls, pid) {
      try {
        return made(calls, pid)
      } catch {
        // A job with limits on the desktop takes no process that is in a job already, as those of some terminals are; see the
        // remarks on AssignProcessToJobObject. No promise rests on these limits. What else is wrong is said by this attempt.
        return made(calls.filter(boundsMore), pid)
      }
    },
  }
}

function boundsMore(each: JobObjectCall): boolean {
  return !(each.call === 'SetInformationJobObject' && each.class === 'JobObjectBasicUIRestrictions')
}
