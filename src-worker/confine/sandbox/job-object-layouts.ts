import { z } from 'zod'
import type { JobObjectCall } from './job-object.ts'

/** What is needed of koffi to lay out a struct as C does. */
export interface Layouter {
  struct(members: Record<string, unknown>): unknown
  sizeof(type: unknown): number
  encode(into: Uint8Array, type: unknown, value: object): void
  decode(from: Uint8Array, type: unknown): unknown
}

export interface Layout {
  readonly bytes: number
  encode(value: object): Uint8Array
  decode(bytes: Uint8Array): unknown
}

export type Layouts = ReturnType<typeof layoutsBy>

const COUNTERS = ['ReadOperation', 'WriteOperation', 'OtherOperation', 'ReadTransfer', 'WriteTransfer', 'OtherTransfer']

/** The structs of winnt.h that the calls take, by the names that are documented. */
export function layoutsBy(koffi: Layouter) {
  function layout(type: unknown): Layout {
    const bytes = koffi.sizeof(type)
    return {
      bytes,
      encode(value) {
        const encoded = new Uint8Array(bytes)
        koffi.encode(encoded, type, value)
        return encoded
      },
      decode: (from) => koffi.decode(from, type),
    }
  }

  const basicLimits = koffi.struct({
    PerProcessUserTimeLimit: 'int64',
    PerJobUserTimeLimit: 'int64',
    LimitFlags: 'uint32',
    MinimumWorkingSetSize: 'size_t',
    MaximumWorkingSetSize: 'size_t',
    ActiveProcessLimit: 'uint32',
    Affinity: 'uintptr_t',
    PriorityClass: 'uint32',
    SchedulingClass: 'uint32',
  })
  const counters = koffi.struct(Object.fromEntries(COUNTERS.map((name) => [`${name}Count`, 'uint64'])))
  return {
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION: layout(
      koffi.struct({
        TotalUserTime: 'int64',
        TotalKernelTime: 'int64',
        ThisPeriodTotalUserTime: 'int64',
        ThisPeriodTotalKernelTime: 'int64',
        TotalPageFaultCount: 'uint32',
        TotalProcesses: 'uint32',
        ActiveProcesses: 'uint32',
        TotalTerminatedProcesses: 'uint32',
      }),
    ),
    JOBOBJECT_BASIC_UI_RESTRICTIONS: layout(koffi.struct({ UIRestrictionsClass: 'uint32' })),
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION: layout(
      koffi.struct({
        BasicLimitInformation: basicLimits,
        IoInfo: counters,
        ProcessMemoryLimit: 'size_t',
        JobMemoryLimit: 'size_t',
        PeakProcessMemoryUsed: 'size_t',
        PeakJobMemoryUsed: 'size_t',
      }),
    ),
  }
}

/** What SetInformationJobObject is given. */
export function bytesOf(
  layouts: Layouts,
  call: Extract<JobObjectCall, { call: 'SetInformationJobObject' }>,
): Uint8Array {
  if (call.class === 'JobObjectBasicUIRestrictions')
    return layouts.JOBOBJECT_BASIC_UI_RESTRICTIONS.encode({ UIRestrictionsClass: call.flags })
  return layouts.JOBOBJECT_EXTENDED_LIMIT_INFORMATION.encode({
    BasicLimitInformation: {
      PerProcessUserTimeLimit: 0,
      PerJobUserTimeLimit: call.perJobUserTimeLimit,
      LimitFlags: call.flags,
      MinimumWorkingSetSize: 0,
      MaximumWorkingSetSize: 0,
      ActiveProcessLimit: call.activeProcessLimit,
      Affinity: 0,
      PriorityClass: 0,
      SchedulingClass: 0,
    },
    IoInfo: Object.fromEntries(COUNTERS.map((name) => [`${name}Count`, 0])),
    ProcessMemoryLimit: call.processMemoryLimit,
    JobMemoryLimit: call.jobMemoryLimit,
    PeakProcessMemoryUsed: 0,
    PeakJobMemoryUsed: 0,
  })
}

/** Beyond 2^53 koffi gives a bigint. */
const count = z.union([z.number(), z.bigint()]).transform(Number)
const accountingSchema = z.object({ TotalUserTime: count, TotalKernelTime: count, ActiveProcesses: z.number() })
const limitsSchema = z.object({ PeakJobMemoryUsed: count })

type Fill = (bytes: Uint8Array) => Uint8Array

/** What QueryInformationJobObject answered, each filled in by a call. */
export function readFrom(layouts: Layouts, { accounting, limits }: { accounting: Fill; limits: Fill }) {
  const { JOBOBJECT_BASIC_ACCOUNTING_INFORMATION: first, JOBOBJECT_EXTENDED_LIMIT_INFORMATION: second } = layouts
  return {
    accounting: accountingSchema.parse(first.decode(accounting(new Uint8Array(first.bytes)))),
    limits: limitsSchema.parse(second.decode(limits(new Uint8Array(second.bytes)))),
  }
}
