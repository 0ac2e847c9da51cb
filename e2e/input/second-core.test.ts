import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createCore } from '#core'
import { contentOf } from '../support/database.ts'
import { aJob } from '../support/jobs.ts'
import { optionsOf } from '../support/built.ts'
import { aFolder, testCore } from '../support/test-core.ts'
import { enqueued, settled } from '../support/wait.ts'

it('refuses a second core on the same data directory and names the first', async () => {
  const { core, home } = await testCore()
  const before = contentOf(home)
  await expect(createCore(optionsOf(home))).rejects.toMatchObject({
    code: 'core_already_running',
    data: { home, pid: process.pid },
    message: `Another Interlock (process ${process.pid}) already works on ${home}.`,
  })
  await expect(createCore(optionsOf(join(home, '.')))).rejects.toMatchObject({ code: 'core_already_running' })
  expect(contentOf(home).event).toHaveLength(before.event!.length)
  expect(await settled(core, await enqueued(core, aJob()))).toMatchObject({ state: 'succeeded' })
})

it('lets the next one in as soon as the first has stopped', async () => {
  const home = aFolder('home')
  const first = await createCore(optionsOf(home))
  await first.close('test')
  const second = await createCore(optionsOf(home))
  await second.close('test')
  const lives = contentOf(home)
    .event!.map((row) => String(Object(row).kind))
    .filter((kind) => kind.startsWith('core.'))
  expect(lives).toEqual(['core.started', 'core.stopped', 'core.started', 'core.stopped'])
})

it('refuses a data directory whose parts somebody has prepared', async () => {
  const home = aFolder('home')
  const elsewhere = aFolder('elsewhere')
  symlinkSync(elsewhere, join(home, 'blobs'))
  await expect(createCore(optionsOf(home))).rejects.toMatchObject({ code: 'home_unusable' })
  rmSync(join(home, 'blobs'))
  writeFileSync(join(home, 'spool'), 'a file')
  await expect(createCore(optionsOf(home))).rejects.toMatchObject({ code: 'home_unusable' })
})
