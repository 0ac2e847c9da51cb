import { ORPCError } from '@orpc/client'
import { QueryClient } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import { type Desk, type DeskChange, deskSchema, deskSchemas } from '#schemas'
import type { Client } from '../client/client.ts'
import { createDeskRoom, deskKey } from './desk.ts'

/** A core's desk as far as a console sees it, and a stop before each answer of a change. */
function aCore() {
  const fresh = Object.fromEntries(Object.keys(deskSchemas).map((key) => [key, { revision: 0, value: undefined }]))
  let desk: Desk = deskSchema.parse(fresh)
  let broken = false
  const put = async ({ key, revision, value }: DeskChange) => {
    await Promise.resolve()
    if (broken) throw new Error('no answer')
    if (desk[key].revision !== revision) throw new ORPCError('desk_changed')
    desk = { ...desk, [key]: { revision: revision + 1, value } }
    return { revision: revision + 1 }
  }
  const client = { desk: { get: () => Promise.resolve(desk), put } } as unknown as Client
  return { client, desk: () => desk, put, breakDown: () => (broken = true) }
}

function aWindow(client: Client) {
  const queries = new QueryClient()
  const room = createDeskRoom({ client, queries })
  const shown = () => queries.getQueryData<Desk>(deskKey)
  const look = async () => queries.setQueryData(deskKey, await room.read(new AbortController().signal))
  return { room, shown, look }
}

describe('the desk of a window', () => {
  it('shows a change at once and writes several in their order', async () => {
    const core = aCore()
    const { room, shown, look } = aWindow(core.client)
    await look()
    const first = room.change('recent', (now) => [...now, 'a'])
    const second = room.change('recent', (now) => [...now, 'b'])
    expect(shown()?.recent.value).toEqual(['a', 'b'])
    expect(core.desk().recent.value).toEqual([])
    expect(await Promise.all([first, second])).toEqual([true, true])
    expect(core.desk().recent).toEqual({ revision: 2, value: ['a', 'b'] })
  })

  it('makes its change anew when another window was first', async () => {
    const core = aCore()
    const { room, look } = aWindow(core.client)
    await look()
    await core.put({ key: 'recent', revision: 0, value: ['theirs'] })
    expect(await room.change('recent', (now) => ['mine', ...now])).toBe(true)
    expect(core.desk().recent.value).toEqual(['mine', 'theirs'])
  })

  it('takes back what the core did not write, and says so', async () => {
    const core = aCore()
    const { room, shown, look } = aWindow(core.client)
    await look()
    core.breakDown()
    const change = room.change('recent', () => ['a'])
    expect(shown()?.recent.value).toEqual(['a'])
    expect(await change).toBe(false)
    expect(shown()?.recent.value).toEqual([])
  })
})
