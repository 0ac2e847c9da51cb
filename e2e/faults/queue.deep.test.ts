import { it } from 'vitest'
import { expectSoundLives } from './queue/lives.ts'

it('stays sound through every order of acts, clocks and crashes, for long', async () => {
  await expectSoundLives({ numRuns: 300, maxScenes: 80 })
}, 900_000)
