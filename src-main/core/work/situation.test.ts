import { expect, it } from 'vitest'
import { queuedReason } from './situation.ts'

const idle = {
  blocked: false,
  slots: 2,
  busy: 1,
  starting: false,
  offers: [new Set(['repo_tools'])],
  writing: new Map([['demo', 'job-writer']]),
  pool: () => ({ size: 2, paused: false, used: 0 }),
}

it('says which job keeps one from writing in its workspace', () => {
  expect(queuedReason('repo_tools@demo', idle)).toEqual({
    code: 'workspace_in_use',
    workspace: 'demo',
    job: 'job-writer',
  })
  expect(queuedReason('repo_tools@other', idle)).toEqual({ code: 'starting' })
  expect(queuedReason('repo_tools', idle)).toEqual({ code: 'starting' })
})

it('says first what holds for every job: the switch, no worker that could, no slot', () => {
  expect(queuedReason('repo_tools@demo', { ...idle, blocked: true })).toEqual({ code: 'kill_switch' })
  expect(queuedReason('gpu@demo', idle)).toEqual({ code: 'no_worker_offers', caps: ['gpu'] })
  expect(queuedReason('repo_tools@demo', { ...idle, busy: 2 })).toEqual({ code: 'no_free_slot', busy: 2, slots: 2 })
})

it('lets jobs that may wait do so while energy is saved, and only those', () => {
  const saving = { ...idle, defersFor: 'battery' as const }
  expect(queuedReason('repo_tools~', saving)).toEqual({ code: 'saves_power', source: 'battery' })
  expect(queuedReason('repo_tools@other#models~', saving)).toEqual({ code: 'saves_power', source: 'battery' })
  expect(queuedReason('repo_tools', saving)).toEqual({ code: 'starting' })
  expect(queuedReason('repo_tools~', idle)).toEqual({ code: 'starting' })
  expect(queuedReason('gpu~', saving)).toEqual({ code: 'no_worker_offers', caps: ['gpu'] })
  expect(queuedReason('repo_tools', { ...idle, asleep: true })).toEqual({ code: 'asleep' })
  expect(queuedReason('repo_tools', { ...idle, draining: 'quit' })).toEqual({ code: 'draining', why: 'quit' })
})

it('says of a pool that it is paused, or how full it is', () => {
  const room = { size: 2, paused: false, used: 2 }
  expect(queuedReason('repo_tools#models', { ...idle, pool: () => room })).toEqual({
    code: 'pool_full',
    pool: 'models',
    used: 2,
    size: 2,
  })
  expect(queuedReason('repo_tools#models', { ...idle, pool: () => ({ ...room, paused: true }) })).toEqual({
    code: 'pool_paused',
    pool: 'models',
  })
  expect(queuedReason('repo_tools#models', idle)).toEqual({ code: 'starting' })
  expect(queuedReason('repo_tools@demo#models', { ...idle, pool: () => room })).toMatchObject({
    code: 'workspace_in_use',
  })
})
