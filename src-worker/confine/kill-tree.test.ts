import { type ChildProcess, spawn } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { killOwned, killTree, listOwned, measureTree, processStartTime, RUN_COOKIE } from './kill-tree.ts'
import { alive, eventually, uniqueSeconds } from './test-bed.ts'

const started: ChildProcess[] = []

function start(script: string, env: Record<string, string> = {}): number {
  const child = spawn('/bin/sh', ['-c', script], {
    stdio: 'ignore',
    detached: true,
    env: { PATH: '/usr/bin:/bin', ...env },
  })
  started.push(child)
  return child.pid ?? 0
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((child) => killTree(child.pid ?? 0)))
})

/** Starts processes that sleep for a number of seconds of their own, and waits until `count` of them do. */
async function startSleepers(script: (sleep: string) => string, count: number, env?: Record<string, string>) {
  const marker = uniqueSeconds()
  const pid = start(script(`sleep ${marker}`), env)
  expect(await eventually(() => alive(marker).length === count)).toBe(true)
  return { pid, marker }
}

describe('killTree', () => {
  it('ends children, and grandchildren in sessions of their own', async () => {
    const { pid, marker } = await startSleepers((sleep) => `${sleep} & setsid sh -c '${sleep} & wait' & wait`, 2)
    const { killed, survivors } = await killTree(pid, processStartTime(pid))
    expect(killed).toHaveLength(4)
    expect(survivors).toEqual([])
    expect(alive(marker)).toEqual([])
  })

  it('ends the group whose leader is gone', async () => {
    const { pid, marker } = await startSleepers((sleep) => `${sleep} & ${sleep} & exit`, 2)
    expect(await eventually(() => processStartTime(pid) === undefined)).toBe(true)
    await killTree(pid)
    expect(alive(marker)).toEqual([])
  })

  it('ends daemons that left group and parent, by their cookie', async () => {
    const cookie = uniqueSeconds()
    const { pid, marker } = await startSleepers((sleep) => `setsid sh -c '${sleep} & exit' & exit`, 1, {
      [RUN_COOKIE]: cookie,
    })
    await killTree(pid, undefined, { cookie })
    expect(alive(marker)).toEqual([])
  })

  it('ends processes that ignore TERM or were stopped', async () => {
    const { pid, marker } = await startSleepers((sleep) => `trap '' TERM; ${sleep} & sleep 0.2; kill -STOP $!; wait`, 1)
    await killTree(pid)
    expect(alive(marker)).toEqual([])
  })

  it('ends a process that forks as fast as it can', async () => {
    const marker = uniqueSeconds()
    const pid = start(`while :; do sleep ${marker} & sleep 0.002; done`)
    expect(await eventually(() => alive(marker).length > 20)).toBe(true)
    const { survivors } = await killTree(pid, processStartTime(pid))
    expect(survivors).toEqual([])
    expect(alive(marker)).toEqual([])
  })

  it('leaves alone a process that merely has the number', async () => {
    const { pid, marker } = await startSleepers((sleep) => `exec ${sleep}`, 1)
    expect(await killTree(pid, 'another start')).toEqual({ killed: [], survivors: [] })
    expect(alive(marker)).toEqual([pid])
  })

  it('never ends itself', async () => {
    const own = await killTree(process.pid)
    expect(own.killed.map((each) => each.pid)).not.toContain(process.pid)
  })

  it('has nothing to do for a number nobody has', async () => {
    expect(await killTree(2 ** 22 - 3)).toEqual({ killed: [], survivors: [] })
  })
})

describe('owned processes', () => {
  it('are listed and ended by cookie, with what came from them', async () => {
    const cookie = uniqueSeconds()
    const { marker } = await startSleepers((sleep) => `setsid sh -c 'env -i ${sleep} & exec ${sleep}' & exit`, 2, {
      [RUN_COOKIE]: cookie,
    })
    const owned = listOwned(cookie)
    expect(owned.map((each) => each.pid).every((pid) => alive(marker).includes(pid))).toBe(true)
    expect(owned).not.toEqual([])
    await killOwned(cookie)
    expect(listOwned(cookie)).toEqual([])
    expect(alive(marker)).toEqual([])
  })

  it('are not confused by a longer cookie', async () => {
    const cookie = uniqueSeconds()
    await startSleepers((sleep) => `exec ${sleep}`, 1, { [RUN_COOKIE]: `${cookie}0` })
    expect(listOwned(cookie)).toEqual([])
  })
})

describe('processes', () => {
  it('are told apart by their start', async () => {
    expect(processStartTime(process.pid)).toBe(processStartTime(process.pid))
    const first = start('exec sleep 30')
    await new Promise((resolve) => setTimeout(resolve, 30))
    const second = start('exec sleep 30')
    expect(processStartTime(first)).not.toBe(processStartTime(second))
    expect(processStartTime(2 ** 22 - 3)).toBeUndefined()
  })

  it('are measured with all that came from them', async () => {
    const { pid } = await startSleepers((sleep) => `${sleep} & ${sleep} & wait`, 2)
    const { processes, residentBytes } = measureTree([pid])
    expect(processes).toBe(3)
    expect(residentBytes).toBeGreaterThan(100_000)
  })
})
