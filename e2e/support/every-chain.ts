import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Core } from '#core'
import type { ChainLink, ScheduleSpecInput } from '#schemas'
import { scheduled } from './every-firing.ts'
import { aScript, BUDGETS, READING } from './jobs.ts'
import { settled, until } from './wait.ts'

const manual = { trigger: { kind: 'manual' } } as const

/** Everything that can become of links and watchdogs, one after the other. */
export async function everyChain(core: Core, workspace: string, look: () => void): Promise<void> {
  const follows = (name: string, link: Partial<ChainLink>, over: Partial<ScheduleSpecInput> = {}) =>
    scheduled(core, { ...manual, name, after: [{ parent: 'chain', ...link }], ...over })
  const first = await scheduled(core, { ...manual, name: 'chain', job: aScript('echo ready') })
  await follows('fires', { condition: { kind: 'contains', text: 'ready', in: 'stdout' } })
  await follows('never', { on: 'failure', delay_s: 5 })
  await follows('refused', {}, { fill: [{ into: 'meta.gone', from: 'parent.result.gone' }] })
  await follows('joins', {}, { join: 'all', after: [{ parent: 'chain' }, { parent: 'never' }] })
  look()
  const { job } = await core.schedules.runNow({ id: first }, 'operator')
  await settled(core, job ?? '')
  const decisions = () => core.chains.decisions({ schedule: first, limit: 50 }).items
  await until('all links are decided', () => decisions().length === 4)
  expect(
    decisions()
      .map(({ decision }) => decision)
      .toSorted(),
  ).toEqual(['fired', 'not_met', 'refused', 'waiting'])
  look()
  const edited = core.schedules.get('fires')
  await core.schedules.edit({ id: 'fires', revision: 1, spec: { ...edited.spec, after: [] } }, 'operator')
  await core.schedules.remove('joins', 'operator')
  look()

  const watch = await scheduled(core, {
    ...manual,
    name: 'watch',
    job: {
      type: 'watchdog_task',
      workspace: 'demo',
      payload: {
        target: 'import',
        check: ['sh', '-c', 'echo "{\\"terminal\\":$(cat terminal)}"; exit $(cat watched)'],
        started_at: new Date().toISOString(),
        timeout_min: 60,
      },
      budgets: BUDGETS,
      policy: READING,
    },
  })
  for (const [code, terminal] of [
    [0, false],
    [1, false],
    [1, false],
    [0, false],
    [0, true],
  ] as const) {
    writeFileSync(join(workspace, 'watched'), String(code))
    writeFileSync(join(workspace, 'terminal'), String(terminal))
    await settled(core, (await core.schedules.runNow({ id: watch }, 'operator')).job ?? '')
    look()
  }
  expect(core.schedules.get(watch).state).toBe('deleted')
}
