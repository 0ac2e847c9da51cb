import { expect, it } from 'vitest'
import { expectSoundLives } from './queue/lives.ts'

/** Without these the lives would show less than they seem to. */
const KINDS = [
  'core.swept',
  'job.cancelled',
  'job.enqueued',
  'job.held',
  'job.promoted',
  'job.requeued',
  'kill_switch.engaged',
  'kill_switch.released',
  'output.chunk',
  'run.claimed',
  'run.finished',
  'run.late_message',
]

it('stays sound through every order of acts, settings of the clock and crashes', async () => {
  const seen = await expectSoundLives({ numRuns: 20, maxScenes: 50 })
  expect(KINDS.filter((kind) => !seen.has(kind))).toEqual([])
}, 60_000)
