import { expect, it } from 'vitest'
import { migrate } from '../migrate.ts'
import { aDatabaseBefore, jobs, upTo } from './test-bed.ts'

it('begins with an outbox that sends and holds nothing, whatever jobs there were', () => {
  const database = aDatabaseBefore(15, jobs({ seq: 1, id: 'a', state: 'succeeded' }), { spec: '{}' })
  migrate(database, 2000, upTo(15))
  expect(database.prepare('SELECT * FROM outbox').all()).toEqual([{ id: 1, paused: 0, since: null, actor: null }])
  for (const table of ['alias', 'delivery', 'delivery_receipt', 'job_deliver'])
    expect(database.prepare(`SELECT * FROM ${table}`).all()).toEqual([])
})

it('takes one delivery for each key of an alias', () => {
  const database = aDatabaseBefore(16, '', { news: '{}' })
  const insert = (seq: number, alias: string) =>
    database.exec(`INSERT INTO delivery(seq, id, alias, channel, topic, urgency, state, dedupe_key, actor, title, news, created_at,
      attempts, max_attempts, parts) VALUES (${seq}, 'd${seq}', '${alias}', 'inbox', 't', 'normal', 'sent', 'k', 'core', '', 'news', 0, 0, 1, 0)`)
  insert(1, 'a')
  insert(2, 'b')
  expect(() => insert(3, 'a')).toThrow(/UNIQUE/)
})
