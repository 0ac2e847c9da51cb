import { appendFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aliasSpecSchema } from '#schemas'
import { anOutbox } from './test-bed.ts'

const FILE = { channel: 'file', file: 'news.jsonl' } as const

describe('aliases', () => {
  it('are changed as a whole, against the revision that was seen', async () => {
    const { aliases, alias } = anOutbox()
    expect(await alias('team', FILE)).toMatchObject({ revision: 1, built_in: false })
    expect(await alias('team', FILE)).toMatchObject({ revision: 1 })
    expect(await alias('team', { ...FILE, note: 'ours' })).toMatchObject({ revision: 2, spec: { note: 'ours' } })
    const spec = aliases.known('team')
    await expect(aliases.set({ name: 'team', spec, revision: 1 }, 'cli')).rejects.toMatchObject({
      code: 'alias_changed',
      data: { expected: 2, given: 1 },
    })
    await expect(aliases.set({ name: 'inbox', spec }, 'cli')).rejects.toMatchObject({ code: 'alias_built_in' })
  })

  it('take their secret to another address only where it is named again', async () => {
    const { aliases, alias } = anOutbox()
    const hook = { channel: 'webhook' as const, url: 'https://one.example/hook', secret: 'HOOK_KEY' }
    await alias('team', hook)
    const spec = aliasSpecSchema.parse({ ...hook, url: 'https://two.example/hook' })
    for (const again of [{}, { secret_again: 'OTHER_KEY' }])
      await expect(aliases.set({ name: 'team', spec, ...again }, 'operator')).rejects.toMatchObject({
        code: 'secret_not_regranted',
        data: { what: 'The alias team', from: 'https://one.example', to: 'https://two.example' },
      })
    expect(await aliases.set({ name: 'team', spec, secret_again: 'HOOK_KEY' }, 'operator')).toMatchObject({
      revision: 2,
    })
    const telegram = aliasSpecSchema.parse({ channel: 'telegram', chat_id: '1', secret: 'HOOK_KEY' })
    await expect(aliases.set({ name: 'team', spec: telegram }, 'operator')).rejects.toMatchObject({
      code: 'secret_not_regranted',
    })
    expect(await alias('team', { ...hook, url: 'https://two.example/other' })).toMatchObject({ revision: 3 })
    expect(await alias('team', { ...hook, secret: 'OTHER_KEY' })).toMatchObject({ revision: 4 })
  })

  it('that somebody wrote to lead nowhere, and hold up no other', async () => {
    const bed = anOutbox()
    await bed.alias('broken', { ...FILE, file: 'broken.jsonl' })
    await bed.alias('team', FILE)
    const damage = bed.store.change<object>("UPDATE alias SET spec = 'no json' WHERE name = 'broken'")
    await bed.store.write((write) => damage.run(write, {}))
    const id = (await bed.post({ to: 'broken' })) ?? ''
    await bed.post({ to: 'team' })
    await bed.rest()
    expect(bed.lines(FILE.file)).toHaveLength(1)
    expect(bed.outbox.delivery(id)).toMatchObject({
      delivery: { alias: 'inbox' },
      news: { facts: { meant_for: 'broken' } },
    })
    expect(bed.aliases.list().map(({ name }) => name)).toEqual(['inbox', 'desktop', 'team'])
    expect(bed.troubles).toEqual([])
  })

  it('hold no secret: they are stored and shown as they are', async () => {
    const { alias } = anOutbox()
    const url = 'https://example.org/hook/hunter2hunter2'
    await expect(alias('team', { channel: 'webhook', url, secret: 'HOOK_KEY' })).rejects.toMatchObject({
      code: 'invalid_input',
      data: { problems: [{ field: 'spec.url' }] },
    })
    await expect(alias('team', { ...FILE, note: 'hunter2hunter2' })).rejects.toThrow(/note/)
  })

  it('are not removed under what waits for them, unless that is discarded with them', async () => {
    const bed = anOutbox()
    await bed.alias('team', { ...FILE, paused: true })
    const id = (await bed.post({ to: 'team' })) ?? ''
    const remove = (force: boolean) =>
      bed.aliases.remove({ name: 'team', force }, 'cli', (write) => bed.outbox.discardFor(write, 'team', 'cli'))
    await expect(remove(false)).rejects.toMatchObject({ code: 'alias_in_use', data: { waiting: 1 } })
    expect(await remove(true)).toEqual({ removed: 'team', discarded: 1 })
    expect(bed.outbox.delivery(id).delivery.state).toBe('discarded')
  })
})

describe('a file', () => {
  it('keeps a line that a crash cut off apart from the next', async () => {
    const bed = anOutbox()
    await bed.alias('team', FILE)
    appendFileSync(join(bed.home.exports, FILE.file), '{"id":"del-cut')
    await bed.post({ to: 'team' })
    await bed.rest()
    await bed.post({ to: 'team' })
    await bed.rest()
    expect(() => bed.lines(FILE.file)).toThrow(SyntaxError)
    const [, second, third] = readFileSync(join(bed.home.exports, FILE.file), 'utf8').split('\n')
    expect([second, third].map((line) => JSON.parse(line ?? '').topic)).toEqual(['job.ended', 'job.ended'])
  })

  it('is not written through a link', async () => {
    const bed = anOutbox()
    await bed.alias('team', FILE)
    const elsewhere = join(bed.home.root, 'elsewhere')
    writeFileSync(elsewhere, '')
    symlinkSync(elsewhere, join(bed.home.exports, FILE.file))
    const id = (await bed.post({ to: 'team' })) ?? ''
    await bed.rest()
    expect(bed.outbox.delivery(id).delivery).toMatchObject({ state: 'dead', problem: 'file_unwritable' })
    expect(readFileSync(elsewhere, 'utf8')).toBe('')
  })
})
