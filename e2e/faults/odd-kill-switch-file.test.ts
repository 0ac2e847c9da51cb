import { execFileSync } from 'node:child_process'
import { rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { testCore } from '../support/test-core.ts'
import { until } from '../support/wait.ts'

/** What somebody may lay where the kill switch's file is looked for; all of it engages and none of it holds the core up. */
const ODD: Record<string, { lay: (path: string) => void; mode: string }> = {
  'a pipe nobody writes to': { lay: (path) => execFileSync('mkfifo', [path]), mode: 'engaged' },
  'a link to itself': { lay: (path) => symlinkSync(path, path), mode: 'engaged' },
  'a link to an endless device': { lay: (path) => symlinkSync('/dev/zero', path), mode: 'engaged' },
  'a file of three gigabytes': {
    lay(path) {
      writeFileSync(path, 'hard\n')
      truncateSync(path, 3 * 1024 ** 3)
    },
    mode: 'engaged_hard',
  },
}

it.each(Object.keys(ODD))('engages for %s and lets go when it goes', async (what) => {
  const { core, home } = await testCore({ slots: 0 })
  const file = join(home, 'KILL_SWITCH')
  const { lay, mode } = ODD[what]!
  lay(file)
  await until('it is engaged', () => core.killSwitch.get().mode === mode)
  expect(core.killSwitch.get().file_present).toBe(true)
  rmSync(file)
  await until('it is released', () => core.killSwitch.get().mode === 'released')
})
