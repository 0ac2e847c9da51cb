import { expect, it } from 'vitest'
import { migrate } from '../migrate.ts'
import { aDatabaseBefore, jobs, upTo } from './test-bed.ts'

it('begins without agents, messages and groups, whatever jobs there were', () => {
  const database = aDatabaseBefore(18, jobs({ seq: 1, id: 'a', state: 'succeeded' }), { spec: '{}' })
  migrate(database, 2000, upTo(18))
  for (const table of ['agent', 'message', 'message_receipt', 'task_group', 'group_member', 'team', 'team_task'])
    expect(database.prepare(`SELECT * FROM ${table}`).all()).toEqual([])
})
