import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aScript } from '../support/jobs.ts'
import { testCore } from '../support/test-core.ts'
import { enqueued, settled, until } from '../support/wait.ts'

const LEFT: Record<string, string> = {
  'folders deeper than a path can name': `python3 -c '
import os
for _ in range(200):
    os.mkdir("d" * 200)
    os.chdir("d" * 200)
'`,
  'folders closed to their owner': 'mkdir -p a/b && touch a/b/c && chmod 000 a/b a',
  'names of any bytes': `python3 -c 'open(b"a\\nb\\x1b\\xff", "w").close()'`,
  'a pipe, and links to elsewhere': 'mkfifo pipe && ln -s "$OLDPWD" link && ln -s "$OLDPWD/kept" file',
}

describe('what a command leaves in its home', () => {
  it.each(Object.keys(LEFT))('is removed with its run: %s', async (what) => {
    const { core, home, workspace } = await testCore()
    const job = await enqueued(core, aScript(`touch kept && cd "$HOME" && ${LEFT[what]}`))
    expect(await settled(core, job)).toMatchObject({ state: 'succeeded', verdict: 'passed' })
    await until('it is gone', () => readdirSync(join(home, 'spool')).length === 0)
    expect(existsSync(join(workspace, 'kept'))).toBe(true)
  })
})
