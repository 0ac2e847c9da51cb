import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createBodies, createLedger, openStore, prepareHome } from '#core/record'
import { createClock, createIds } from '#schemas/format'
import { createKillSwitch } from './kill-switch.ts'

function aKillSwitch() {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-kill-switch-'))
  const home = prepareHome(join(folder, 'home'))
  const clock = createClock()
  const store = openStore(home.database, clock)
  const ledger = createLedger(store, clock)
  const killSwitch = createKillSwitch({ store, ledger, bodies: createBodies(store, home, createIds()), clock, home })
  onTestFinished(async () => {
    killSwitch.close()
    await store.close()
    rmSync(folder, { recursive: true })
  })
  return { killSwitch, store, ledger, home }
}

const source = fc.constantFrom('operator', 'cli', 'file')
const act = fc.oneof(
  fc.record({ kind: fc.constant('engage'), source, hard: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('release', 'the file goes') }),
)

describe('the kill switch', () => {
  it('is never weakened by engaging, and a file never takes it over or lets go what it did not engage', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 15 }), async (acts) => {
        const { killSwitch, ledger } = aKillSwitch()
        let expected: { mode: string; source: string | null } = { mode: 'released', source: null }
        for (const each of acts) {
          if (each.kind === 'engage') {
            await killSwitch.engage({ hard: each.hard, source: each.source }, each.source, [])
            const keeps = each.source === 'file' && expected.mode !== 'released'
            const unchanged =
              expected.mode === (each.hard ? 'engaged_hard' : 'engaged') || expected.mode === 'engaged_hard'
            const takesOver = expected.source === 'file' && each.source !== 'file'
            expected = {
              mode: each.hard || expected.mode === 'engaged_hard' ? 'engaged_hard' : 'engaged',
              source: keeps || (unchanged && !takesOver) ? expected.source : each.source,
            }
          } else if (each.kind === 'release' ? expected.mode !== 'released' : expected.source === 'file') {
            await killSwitch.release({ source: 'operator' }, 'operator', () => ({ requeued: [], dropped: [] }))
            expected = { mode: 'released', source: null }
          }
          expect(killSwitch.state()).toMatchObject(expected)
          expect(killSwitch.blocks()).toBe(expected.mode !== 'released')
        }
        const engagements = ledger
          .page({ after: 0, limit: 100 })
          .items.filter(({ kind }) => kind === 'kill_switch.engaged')
        expect(engagements.length).toBeLessThanOrEqual(acts.length)
      }),
      { numRuns: 40 },
    )
  })

  it('asks about each run it ended once, in the transaction of its release', async () => {
    const { killSwitch, store } = aKillSwitch()
    await killSwitch.engage({ hard: true, source: 'operator' }, 'operator', ['run-1', 'run-2'])
    await store.write((write) => {
      killSwitch.recordKilled(write, { run_id: 'run-1', job_id: 'job-1' })
      killSwitch.recordKilled(write, { run_id: 'run-1', job_id: 'job-1' })
    })
    expect(killSwitch.killed()).toEqual([{ run_id: 'run-1', job_id: 'job-1' }])
    await expect(
      killSwitch.release({ source: 'operator' }, 'operator', () => {
        throw new Error('undecided')
      }),
    ).rejects.toThrow('undecided')
    expect(killSwitch.state().mode).toBe('engaged_hard')
    expect(killSwitch.killed()).toHaveLength(1)
    await killSwitch.release({ source: 'operator' }, 'operator', (_, killed) => ({
      requeued: killed.map(({ run_id }) => run_id),
      dropped: [],
    }))
    expect(killSwitch.killed()).toEqual([])
  })

  it('takes a note afterwards, each in the ledger, and none while it is released', async () => {
    const { killSwitch, ledger } = aKillSwitch()
    await expect(killSwitch.note('why', 'operator')).rejects.toMatchObject({ code: 'kill_switch_not_engaged' })
    await killSwitch.engage({ hard: false, source: 'operator' }, 'operator', [])
    await killSwitch.note('wrong branch', 'operator')
    expect(killSwitch.state()).toMatchObject({ mode: 'engaged', source: 'operator', note: 'wrong branch' })
    // Engaging what is engaged changes nothing but what is said of it.
    await killSwitch.engage({ hard: false, source: 'cli', note: 'lunch' }, 'cli', [])
    expect(killSwitch.state()).toMatchObject({ source: 'operator', note: 'lunch' })
    const kinds = ledger.page({ limit: 10 }).items.map(({ kind }) => kind)
    expect(kinds.toReversed()).toEqual(['kill_switch.engaged', 'kill_switch.noted', 'kill_switch.noted'])
  })

  it('tells of a change of mode after it is committed, and of nothing else', async () => {
    const { killSwitch } = aKillSwitch()
    const heard: string[] = []
    killSwitch.onChange((mode) => heard.push(mode))
    await killSwitch.engage({ hard: false, source: 'file' }, 'file', [])
    await killSwitch.engage({ hard: false, source: 'operator' }, 'operator', [])
    await killSwitch.engage({ hard: true, source: 'operator' }, 'operator', [])
    await killSwitch.engage({ hard: true, source: 'operator' }, 'operator', [])
    await killSwitch.release({ source: 'operator' }, 'operator', () => ({ requeued: [], dropped: [] }))
    expect(heard).toEqual(['engaged', 'engaged_hard', 'released'])
  })

  it('blocks on the file alone, before anybody has read it', () => {
    const { killSwitch, home, store } = aKillSwitch()
    writeFileSync(home.killSwitchFile, '')
    expect(killSwitch.blocks()).toBe(true)
    expect(killSwitch.state().mode).toBe('released')
    return store.write((write) => expect(killSwitch.blocksWithin(write)).toBe(true))
  })
})
