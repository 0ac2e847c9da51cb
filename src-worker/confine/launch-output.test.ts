import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { launch } from './launch.ts'
import { run, sh, spec, withLaunchBed } from './launch-bed.ts'
import { alive } from './test-bed.ts'

withLaunchBed()

describe('output', () => {
  it('waits while the sink is at work, in order, and loses nothing', async () => {
    const seen: string[] = []
    let atWork = 0
    const exit = await run(
      sh('for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.01; done; head -c 200000 /dev/zero | tr "\\0" x'),
      {
        async onOutput(_stream, bytes) {
          atWork += 1
          expect(atWork).toBe(1)
          await sleep(15)
          seen.push(bytes.toString())
          atWork -= 1
        },
      },
    )
    expect(exit.exitCode).toBe(0)
    expect(seen.join('')).toBe(`1\n2\n3\n4\n5\n6\n7\n8\n${'x'.repeat(200_000)}`)
  })

  it('makes the command wait when nobody takes it', async () => {
    let release = (): void => undefined
    const gate = new Promise<void>((resolve) => (release = resolve))
    let taken = 0
    const started = await launch(
      spec(['head', '-c', '50000000', '/dev/zero'], {
        async onOutput(_stream, bytes) {
          taken += bytes.length
          await gate
        },
      }),
    )
    await sleep(300)
    expect(taken).toBeLessThan(2_000_000)
    expect(alive('50000000')).not.toEqual([])
    release()
    expect(await started.exited).toMatchObject({ exitCode: 0 })
    expect(taken).toBe(50_000_000)
  })

  it('that is refused ends the command', async () => {
    const cause = new Error('no more')
    const exit = await run(['yes'], { onOutput: () => Promise.reject(cause) })
    expect(exit).toMatchObject({ stopped: true, signal: 'SIGKILL', failure: { code: 'output_refused', cause } })
  })

  it('carries the time since the start', async () => {
    const times: number[] = []
    await run(sh('echo a; sleep 0.5; echo b'), { onOutput: (_stream, _bytes, atMs) => void times.push(atMs) })
    expect(times).toHaveLength(2)
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(100)
  })
})
