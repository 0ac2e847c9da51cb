import * as fc from 'fast-check'
import { readDatabase } from '../../support/database.ts'
import { makeFolder, removeFolder } from '../../support/test-core.ts'
import { scenes, SELDOM } from './acts.ts'
import { createPlay } from './play.ts'
import { expectProven, expectSound } from './sound.ts'

const PROVE_EVERY = 5

/** Plays random lives and looks after each scene. @returns how often each kind of event came to be */
export async function expectSoundLives({ numRuns, maxScenes }: { numRuns: number; maxScenes: number }) {
  const seen = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(scenes(maxScenes), async (given) => {
      const folder = makeFolder('queue')
      const play = await createPlay(folder)
      try {
        for (const [n, scene] of given.entries()) {
          await play.scene(scene)
          expectSound(play)
          // The whole record is read for this, so not every time.
          if (scene.crash !== undefined || n % PROVE_EVERY === 0 || n === given.length - 1)
            await expectProven(play.life().home.root)
        }
        for (const kind of kindsIn(play.life().home.root)) seen.set(kind, (seen.get(kind) ?? 0) + 1)
      } finally {
        await play.close()
        removeFolder(folder)
      }
    }),
    { numRuns, examples: SELDOM.map((each) => [each]) },
  )
  return seen
}

function kindsIn(root: string): string[] {
  return readDatabase(root, (database) =>
    database
      .prepare<[], { kind: string }>('SELECT DISTINCT kind FROM event')
      .all()
      .map(({ kind }) => kind),
  )
}
