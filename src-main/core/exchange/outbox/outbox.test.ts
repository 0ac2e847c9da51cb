import { mkdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { anOutbox } from './test-bed.ts'

const MINUTE = 60_000
const FILE = { channel: 'file', file: 'news.jsonl' } as const

/** An alias whose file cannot be written, until it is mended. */
async function aBrokenAlias(bed: ReturnType<typeof anOutbox>) {
  const path = join(bed.home.exports, FILE.file)
  mkdirSync(path)
  await bed.alias('team', FILE)
  return { mend: () => rmdirSync(path) }
}

describe('the outbox', () => {
  it('sends what is posted at once, and keeps a receipt', async () => {
    const bed = anOutbox()
    await bed.alias('team', FILE)
    const id = await bed.post({ to: 'team', text: 'All of them.', facts: { exit: 0 }, job: 'job-1' })
    await bed.rest()
    expect(bed.lines(FILE.file)).toMatchObject([
      { version: 1, id, topic: 'job.ended', title: 'Succeeded: npm test', text: 'All of them.', facts: { exit: 0 } },
    ])
    const { delivery, receipts } = bed.outbox.delivery(id ?? '')
    expect(delivery).toMatchObject({
      state: 'sent',
      wait: null,
      attempts: 1,
      next_at: null,
      problem: null,
      job: 'job-1',
    })
    expect(receipts).toMatchObject([{ kind: 'sent', attempt: 1, actor: 'core' }])
  })

  it('tries again after growing waits, and gives up after twelve tries', async () => {
    const bed = anOutbox()
    await aBrokenAlias(bed)
    const id = (await bed.post({ to: 'team' })) ?? ''
    await bed.rest()
    expect(bed.outbox.delivery(id).delivery).toMatchObject({
      state: 'waiting',
      wait: 'retry',
      attempts: 1,
      problem: 'file_unwritable',
      next_at: '2026-01-10T12:00:10.000Z',
    })
    await bed.pass(9000)
    expect(bed.outbox.delivery(id).delivery.attempts).toBe(1)
    await bed.pass(1000)
    expect(bed.outbox.delivery(id).delivery).toMatchObject({ attempts: 2, next_at: '2026-01-10T12:00:30.000Z' })
    for (let hour = 0; hour < 6; hour += 1) for (let part = 0; part < 12; part += 1) await bed.pass(5 * MINUTE)
    expect(bed.outbox.delivery(id).delivery).toMatchObject({ state: 'dead', attempts: 12, next_at: null })
    expect(bed.outbox.delivery(id).receipts[0]).toMatchObject({ kind: 'given_up', attempt: 12 })
    expect(bed.outbox.get().counts).toEqual({ waiting: 0, dead: 1 })
  })

  it('sends what was given up when the operator wants it tried again', async () => {
    const bed = anOutbox()
    const { mend } = await aBrokenAlias(bed)
    const id = (await bed.post({ to: 'team' })) ?? ''
    for (let hour = 0; hour < 6; hour += 1) for (let part = 0; part < 12; part += 1) await bed.pass(5 * MINUTE)
    mend()
    await bed.outbox.retry(id, 'operator')
    await bed.rest()
    expect(bed.outbox.delivery(id).delivery.state).toBe('sent')
    expect(bed.lines(FILE.file)).toHaveLength(1)
    await expect(bed.outbox.retry(id, 'operator')).rejects.toMatchObject({ code: 'delivery_state' })
  })

  it('sends what was discarded never', async () => {
    const bed = anOutbox()
    const { mend } = await aBrokenAlias(bed)
    const id = (await bed.post({ to: 'team' })) ?? ''
    await bed.rest()
    await bed.outbox.discard(id, 'operator')
    mend()
    await bed.pass(60 * MINUTE)
    expect(bed.outbox.delivery(id).delivery).toMatchObject({ state: 'discarded', next_at: null })
    expect(() => bed.lines(FILE.file)).toThrow(/ENOENT/)
  })

  it('posts once under a key, for each alias', async () => {
    const bed = anOutbox()
    await bed.alias('team', FILE)
    expect(await bed.post({ to: 'team', dedupe_key: 'watchdog:1' })).toBeDefined()
    expect(await bed.post({ to: 'team', dedupe_key: 'watchdog:1' })).toBeUndefined()
    expect(await bed.post({ dedupe_key: 'watchdog:1' })).toBeDefined()
    await bed.rest()
    expect(bed.lines(FILE.file)).toHaveLength(1)
  })

  it('waits while it is paused, and while the alias is', async () => {
    const bed = anOutbox()
    await bed.alias('team', { ...FILE, paused: true })
    const id = (await bed.post({ to: 'team' })) ?? ''
    await bed.pass(MINUTE)
    expect(bed.outbox.delivery(id).delivery.wait).toBe('alias_paused')
    await bed.outbox.pause('operator')
    await bed.alias('team', FILE)
    bed.outbox.look()
    await bed.pass(MINUTE)
    expect(bed.outbox.delivery(id).delivery.wait).toBe('outbox_paused')
    await bed.outbox.resume('operator')
    await bed.rest()
    expect(bed.outbox.delivery(id).delivery.state).toBe('sent')
  })

  it('lets nothing leave this machine while the kill switch is engaged, but fills files', async () => {
    const bed = anOutbox()
    bed.situation.killSwitch = true
    await bed.alias('hook', { channel: 'webhook', url: 'https://example.org/hook', secret: 'HOOK_KEY' })
    await bed.alias('team', FILE)
    const hook = (await bed.post({ to: 'hook' })) ?? ''
    await bed.post({ to: 'team' })
    await bed.pass(MINUTE)
    expect(bed.outbox.delivery(hook).delivery).toMatchObject({ state: 'waiting', wait: 'kill_switch', attempts: 0 })
    expect(bed.lines(FILE.file)).toHaveLength(1)
  })

  it('sends nothing by an alias that was changed, or behind a switch that was thrown, while it was put together', async () => {
    const bed = anOutbox()
    await bed.alias('team', FILE)
    await bed.alias('hook', { channel: 'webhook', url: 'https://example.org/hook', secret: 'HOOK_KEY' })
    const read = Promise.withResolvers<string>()
    bed.situation.lastLines = () => read.promise
    const [file = '', hook = ''] = [
      await bed.post({ to: 'team', output_of: 'run-1' }),
      await bed.post({ to: 'hook', output_of: 'run-1' }),
    ]
    await expect.poll(() => bed.outbox.delivery(hook).delivery.wait).toBe('sending')
    bed.situation.killSwitch = true
    await bed.alias('team', { ...FILE, paused: true })
    read.resolve('')
    await bed.rest()
    expect(bed.outbox.delivery(file).delivery).toMatchObject({ wait: 'alias_paused', attempts: 0 })
    expect(bed.outbox.delivery(hook).delivery).toMatchObject({ wait: 'kill_switch', attempts: 0 })
    await bed.alias('team', { ...FILE, file: 'other.jsonl' })
    bed.outbox.look()
    await bed.rest()
    expect(bed.lines('other.jsonl')).toHaveLength(1)
    expect(() => bed.lines(FILE.file)).toThrow(/ENOENT/)
  })

  it('leaves alone who asked for it, not where the alias leads by then', async () => {
    const asked: string[] = []
    const bed = anOutbox({
      send(spec) {
        const url = spec.channel === 'webhook' ? spec.url : ''
        asked.push(url)
        return Promise.resolve(
          url.endsWith('/busy')
            ? { ok: false, problem: 'rate_limited', status: 429, final: false, retryAfterMs: 3_600_000 }
            : { ok: true, status: 200 },
        )
      },
    })
    const hook = (path: string) => ({ channel: 'webhook', url: `https://example.org/${path}`, secret: 'KEY' }) as const
    await bed.alias('hook', hook('busy'))
    await bed.post({ to: 'hook' })
    await bed.rest()
    await bed.post({ to: 'hook' })
    await bed.pass(MINUTE)
    expect(asked).toEqual(['https://example.org/busy'])
    await bed.alias('hook', hook('idle'))
    bed.outbox.look()
    await bed.rest()
    expect(asked.slice(1)).toEqual(['https://example.org/idle'])
  })

  it('tries nothing again whose alias is gone, and says so', async () => {
    const bed = anOutbox()
    await aBrokenAlias(bed)
    const id = (await bed.post({ to: 'team' })) ?? ''
    for (let hour = 0; hour < 6; hour += 1) for (let part = 0; part < 12; part += 1) await bed.pass(5 * MINUTE)
    await bed.aliases.remove({ name: 'team', force: false }, 'operator', () => 0)
    await expect(bed.outbox.retry(id, 'operator')).rejects.toMatchObject({ code: 'alias_not_found' })
    expect(bed.outbox.delivery(id).delivery.state).toBe('dead')
    expect(await bed.outbox.discard(id, 'operator')).toMatchObject({ state: 'discarded' })
  })

  it('gives news whose alias is gone to the inbox, and says whom it was for', async () => {
    const bed = anOutbox()
    const id = (await bed.post({ to: 'nobody' })) ?? ''
    const { delivery, news } = bed.outbox.delivery(id)
    expect(delivery).toMatchObject({ alias: 'inbox', state: 'sent' })
    expect(news?.facts).toMatchObject({ meant_for: 'nobody' })
  })

  it('keeps secrets and what work wrote out of notices', async () => {
    const bed = anOutbox()
    bed.situation.hidden = 'hunter2hunter2'
    await bed.alias('team', FILE)
    const news = { title: 'Failed: login hunter2hunter2', facts: { with: 'hunter2hunter2' }, output_of: 'run-1' }
    const inbox = (await bed.post(news)) ?? ''
    await bed.post({ ...news, to: 'team' })
    await bed.rest()
    expect(bed.outbox.delivery(inbox).news).toMatchObject({
      title: 'Failed: login [redacted]',
      facts: { with: '[redacted]' },
      output_of: null,
    })
    expect(bed.lines(FILE.file)[0]).toMatchObject({ title: 'Failed: login [redacted]', output: 'last line of run-1' })
  })

  it('cuts what is too long', async () => {
    const bed = anOutbox()
    const id = (await bed.post({ title: 'x'.repeat(5000), text: '🙂'.repeat(50_000) })) ?? ''
    const { news } = bed.outbox.delivery(id)
    expect(news?.title).toHaveLength(200)
    expect(Array.from(news?.text ?? '')).toHaveLength(16_384)
    expect(news?.text.endsWith('🙂…')).toBe(true)
  })

  it('pages through deliveries, newest first, by state and alias', async () => {
    const bed = anOutbox()
    await bed.alias('team', FILE)
    for (const to of ['inbox', 'team', 'inbox', 'desktop', 'inbox']) await bed.post({ to })
    await bed.rest()
    const first = bed.outbox.list({ limit: 2 })
    const rest = bed.outbox.list({ limit: 200, ...(first.next_cursor !== null && { cursor: first.next_cursor }) })
    const seqs = [...first.items, ...rest.items].map(({ seq }) => seq)
    expect(seqs).toEqual(seqs.toSorted((a, b) => b - a))
    expect(seqs).toHaveLength(5)
    expect(bed.outbox.list({ alias: 'inbox', limit: 200 }).items).toHaveLength(3)
    expect(bed.outbox.list({ alias: 'inbox', state: 'sent', limit: 200 }).items).toHaveLength(3)
    expect(bed.outbox.list({ state: 'dead', limit: 200 })).toEqual({ items: [], next_cursor: null })
  })
})

it('begins nothing more once it is closed, and keeps what was under way', async () => {
  const bed = anOutbox()
  await bed.alias('team', FILE)
  await Promise.all(Array.from({ length: 20 }, () => bed.post({ to: 'team' })))
  await bed.outbox.close()
  const sent = bed.outbox.list({ state: 'sent', limit: 200 }).items.length
  await bed.rest()
  expect(bed.outbox.list({ state: 'sent', limit: 200 }).items).toHaveLength(sent)
  expect(sent).toBeLessThan(20)
  expect(bed.outbox.get().counts.waiting).toBe(20 - sent)
  expect(bed.troubles).toEqual([])
})

describe('quiet hours and digest', () => {
  it('let news wait for the morning, but not what is urgent', async () => {
    const bed = anOutbox({ at: '2026-01-10T22:30:00Z' })
    await bed.alias('team', { ...FILE, zone: 'Europe/Berlin', quiet: { from: '22:00', to: '07:00' } })
    const id = (await bed.post({ to: 'team', title: 'Later' })) ?? ''
    await bed.post({ to: 'team', title: 'Now', urgency: 'urgent' })
    await bed.rest()
    expect(bed.lines(FILE.file).map(({ title }) => title)).toEqual(['Now'])
    expect(bed.outbox.delivery(id).delivery).toMatchObject({ wait: 'quiet_hours', next_at: '2026-01-11T06:00:00.000Z' })
    await bed.pass(7.5 * 60 * MINUTE)
    expect(bed.lines(FILE.file).map(({ title }) => title)).toEqual(['Now', 'Later'])
  })

  it('make one piece of many at the time of the digest', async () => {
    const bed = anOutbox()
    await bed.alias('team', { ...FILE, digest: { at: '18:00' } })
    const ids = [
      await bed.post({ to: 'team', title: 'One' }),
      await bed.post({ to: 'team', title: 'Two', text: 'Why.' }),
    ]
    await bed.pass(5 * 60 * MINUTE)
    expect(bed.outbox.delivery(ids[0] ?? '').delivery).toMatchObject({ state: 'waiting', wait: 'digest' })
    await bed.pass(60 * MINUTE)
    const [line, ...others] = bed.lines(FILE.file)
    expect(others).toEqual([])
    expect(line).toMatchObject({
      title: '2 pieces of news',
      text: '- One (2026-01-10T12:00:00.000Z)\n- Two (2026-01-10T12:00:00.000Z)\n  Why.',
    })
    expect(bed.outbox.delivery(ids[1] ?? '').delivery).toMatchObject({ state: 'collected', digest: line?.id })
  })

  it('leave out nothing: what one does not hold goes with the next', async () => {
    const bed = anOutbox()
    await bed.alias('team', { ...FILE, digest: { at: '18:00' } })
    const titles = Array.from({ length: 100 }, (_, number) => `Piece ${number}.`)
    for (const title of titles) await bed.post({ to: 'team', title, text: 'why '.repeat(75) })
    await bed.pass(6 * 60 * MINUTE)
    const texts = bed.lines(FILE.file).map(({ text }) => text)
    expect(texts.length).toBeGreaterThan(1)
    expect(texts.slice(0, -1).every((text) => text.startsWith('- Piece '))).toBe(true)
    expect(titles.filter((title) => !texts.some((text) => text.includes(title)))).toEqual([])
  })

  it('send a single piece as it is', async () => {
    const bed = anOutbox()
    await bed.alias('team', { ...FILE, digest: { every_min: 30 } })
    await bed.post({ to: 'team', title: 'Alone' })
    await bed.pass(30 * MINUTE)
    expect(bed.lines(FILE.file).map(({ title }) => title)).toEqual(['Alone'])
  })

  it('are passed over by a test, which is tried once', async () => {
    const bed = anOutbox({ at: '2026-01-10T23:00:00Z' })
    const { mend } = await aBrokenAlias(bed)
    await bed.alias('team', { ...FILE, quiet: { from: '22:00', to: '07:00' } })
    expect(await bed.outbox.test('team', 'operator')).toMatchObject({ state: 'dead', attempts: 1, topic: 'test' })
    mend()
    expect(await bed.outbox.test('team', 'operator')).toMatchObject({ state: 'sent' })
    await expect(bed.outbox.test('nobody', 'operator')).rejects.toMatchObject({ code: 'alias_not_found' })
  })
})
