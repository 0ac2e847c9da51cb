import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import type { Clock } from '#schemas/format'
import { prepareHome } from '#core/record'
import { watchFor } from './watch-file.ts'

/** A clock whose periodic timers fire when they are told to, by their period. */
function handClock() {
  const periodic = new Set<{ ms: number; fire: () => void }>()
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    after: () => () => undefined,
    every(ms, fire) {
      const timer = { ms, fire }
      periodic.add(timer)
      return () => void periodic.delete(timer)
    },
  }
  return { clock, periods: () => [...periodic].map(({ ms }) => ms), tick: () => periodic.forEach(({ fire }) => fire()) }
}

function aWatchedHome() {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-watch-'))
  const home = prepareHome(join(folder, 'home'))
  const hand = handClock()
  let looks = 0
  const stop = watchFor(home, hand.clock, () => (looks += 1))
  onTestFinished(() => {
    stop()
    rmSync(folder, { recursive: true })
  })
  return { home, ...hand, stop, looks: () => looks }
}

it('tells of the file at once while little else changes', async () => {
  const { home, looks } = aWatchedHome()
  writeFileSync(home.killSwitchFile, '')
  await expect.poll(looks).toBeGreaterThan(0)
})

it('looks for the file instead where the folder does not keep still', async () => {
  const { home, periods, tick, looks } = aWatchedHome()
  expect(periods()).toEqual([1000])
  for (let written = 0; periods().length === 1 && written < 5000; written += 1) {
    // The system tells once of two changes in a row that are the same.
    appendFileSync(written % 2 === 0 ? home.database : `${home.database}-wal`, 'x')
    if (written % 100 === 0) await sleep(5)
  }
  expect(periods()).toEqual([1000, 200])
  const before = looks()
  tick()
  expect(looks()).toBe(before + 2)
})

it('leaves no timer behind', async () => {
  const { periods, stop } = aWatchedHome()
  stop()
  expect(periods()).toEqual([])
})
