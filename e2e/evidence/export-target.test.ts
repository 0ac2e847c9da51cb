import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aFolder, testCore } from '../support/test-core.ts'

describe('an evidence bundle', () => {
  it('is written below folders that are made for it', async () => {
    const { core } = await testCore({ slots: 0 })
    const target = join(aFolder('bundle'), 'a', 'b')
    await core.evidence.export({ path: target })
    expect(readdirSync(target)).toContain('manifest.json')
  })

  it.each(['bundle', './bundle', '../bundle', '/tmp/a\0b'])(
    'is refused the place %j, which is the caller’s to say',
    async (path) => {
      const { core } = await testCore({ slots: 0 })
      await expect(core.evidence.export({ path })).rejects.toMatchObject({ code: 'invalid_input' })
    },
  )

  it.runIf(process.platform === 'linux')('does not wait for ever for a folder that takes no other', async () => {
    const { core } = await testCore({ slots: 0 })
    await expect(core.evidence.export({ path: '/proc/self/bundle' })).rejects.toMatchObject({ code: 'home_unusable' })
  })

  it('is not written through a link that lies in the folder', async () => {
    const { core } = await testCore({ slots: 0 })
    const [target, elsewhere] = [aFolder('bundle'), aFolder('elsewhere')]
    symlinkSync(elsewhere, join(target, 'bodies'))
    await expect(core.evidence.export({ path: target })).rejects.toMatchObject({ code: 'export_target_exists' })
    expect(readdirSync(elsewhere)).toEqual([])
  })

  it('takes a folder that is there and empty', async () => {
    const { core } = await testCore({ slots: 0 })
    const target = aFolder('bundle')
    mkdirSync(join(target, 'bodies'))
    expect(await core.evidence.export({ path: target })).toMatchObject({ path: target })
  })
})
