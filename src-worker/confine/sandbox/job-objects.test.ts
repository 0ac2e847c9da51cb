import koffi from 'koffi'
import { describe, expect, it } from 'vitest'
import { DEFAULT_CONFINEMENT } from './confinement.ts'
import { jobObjectCalls } from './job-object.ts'
import { layoutsBy } from './job-object-layouts.ts'
import { createJobObjects, type Kernel32 } from './job-objects.ts'

describe('the calls of Windows', () => {
  const layouts = layoutsBy(koffi)

  /** A kernel32.dll that refuses one call and notes the others. */
  function aKernel(refused?: keyof Kernel32) {
    const calls: [name: string, ...args: unknown[]][] = []
    const note =
      <T>(name: keyof Kernel32, answer: T, otherwise: T) =>
      (...args: unknown[]): T => {
        calls.push([name, ...args])
        return name === refused ? otherwise : answer
      }
    const kernel: Kernel32 = {
      CreateJobObjectW: note('CreateJobObjectW', 64n, 0n),
      SetInformationJobObject: note('SetInformationJobObject', true, false),
      QueryInformationJobObject: (job, kind, bytes) => {
        calls.push(['QueryInformationJobObject', job, kind])
        const view = new DataView(bytes.buffer)
        if (kind === 1) {
          view.setBigInt64(0, 15_000_000n, true)
          view.setBigInt64(8, 5_000_000n, true)
          view.setUint32(40, 3, true)
        } else view.setBigUint64(136, 4096n, true)
        return refused !== 'QueryInformationJobObject'
      },
      OpenProcess: note('OpenProcess', 72, 0),
      AssignProcessToJobObject: note('AssignProcessToJobObject', true, false),
      TerminateJobObject: note('TerminateJobObject', true, false),
      CloseHandle: note('CloseHandle', true, false),
      GetLastError: () => 5,
    }
    return { kernel, calls }
  }

  it.each<[keyof typeof layouts, number]>([
    ['JOBOBJECT_BASIC_ACCOUNTING_INFORMATION', 48],
    ['JOBOBJECT_BASIC_UI_RESTRICTIONS', 4],
    ['JOBOBJECT_EXTENDED_LIMIT_INFORMATION', 144],
  ])('lay %s out in %i bytes, as winnt.h does for 64 bits', (name, bytes) => {
    expect(layouts[name].bytes).toBe(bytes)
  })

  it('put each limit where Windows reads it', async () => {
    const { kernel, calls } = aKernel()
    const limits = { memoryBytes: 5 * 2 ** 32, processes: 7, fileBytes: 1, diskBytes: 1, cpuSeconds: 2 }
    await createJobObjects(kernel, layouts).enclose(jobObjectCalls({ ...DEFAULT_CONFINEMENT, limits }), 4711)
    expect(calls.map(([name]) => name)).toEqual([
      'CreateJobObjectW',
      'SetInformationJobObject',
      'SetInformationJobObject',
      'OpenProcess',
      'AssignProcessToJobObject',
      'CloseHandle',
    ])
    const [, extended, look, opened, assigned, closed] = calls
    const bytes = extended?.[3]
    if (!(bytes instanceof Uint8Array)) throw new Error('no information')
    const view = new DataView(bytes.buffer)
    expect([extended?.[1], extended?.[2], extended?.[4]]).toEqual([64n, 9, 144])
    expect(view.getBigInt64(8, true)).toBe(20_000_000n)
    // Kill on close, death on an unhandled exception, memory of one and of all, processes, time; no breakaway (0x800, 0x1000).
    expect(view.getUint32(16, true)).toBe(0x2000 | 0x400 | 0x200 | 0x100 | 0x8 | 0x4)
    expect(view.getUint32(40, true)).toBe(8)
    expect(view.getBigUint64(112, true)).toBe(25n * 2n ** 30n)
    expect(view.getBigUint64(120, true)).toBe(20n * 2n ** 30n)
    expect(look).toEqual(['SetInformationJobObject', 64n, 4, new Uint8Array([0xff, 0, 0, 0]), 4])
    expect(opened).toEqual(['OpenProcess', 0x101, false, 4711])
    expect(assigned).toEqual(['AssignProcessToJobObject', 64n, 72])
    expect(closed).toEqual(['CloseHandle', 72])
  })

  it.each<[keyof Kernel32, readonly unknown[]]>([
    ['CreateJobObjectW', []],
    ['SetInformationJobObject', [64n, 64n]],
    ['OpenProcess', [64n, 64n]],
    ['AssignProcessToJobObject', [72, 64n, 72, 64n]],
  ])('that are refused, as %s, are named, and leave no handle open', async (name, handles) => {
    const { kernel, calls } = aKernel(name)
    const attempt = createJobObjects(kernel, layouts).enclose(jobObjectCalls(DEFAULT_CONFINEMENT), 4711)
    await expect(attempt).rejects.toThrow(`Windows refused ${name} (error 5).`)
    expect(calls.filter(([call]) => call === 'CloseHandle').map(([, handle]) => handle)).toEqual(handles)
  })

  it('leave the desktop alone where a job with limits on it takes no process', async () => {
    const { kernel, calls } = aKernel()
    let attempts = 0
    const assign: Kernel32['AssignProcessToJobObject'] = (job, process) => {
      attempts += 1
      return attempts > 1 && kernel.AssignProcessToJobObject(job, process)
    }
    const jobs = createJobObjects({ ...kernel, AssignProcessToJobObject: assign }, layouts)
    await jobs.enclose(jobObjectCalls(DEFAULT_CONFINEMENT), 4711)
    const informed = calls.filter(([name]) => name === 'SetInformationJobObject')
    expect(informed.map(([, , kind]) => kind)).toEqual([9, 4, 9])
  })

  it('say what was used, and end what is left', async () => {
    const { kernel, calls } = aKernel()
    const job = await createJobObjects(kernel, layouts).enclose(jobObjectCalls(DEFAULT_CONFINEMENT), 4711)
    expect(job.usage()).toEqual({ processes: 3, cpuSeconds: 2, peakBytes: 4096 })
    job.terminate()
    job.close()
    expect(calls.slice(-2)).toEqual([
      ['TerminateJobObject', 64n, 1],
      ['CloseHandle', 64n],
    ])
  })
})
