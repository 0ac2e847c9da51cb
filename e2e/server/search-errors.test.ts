import { expect, it } from 'vitest'
import { runningServer } from './running-server.ts'

it('refuses an unreadable cursor alike, whatever part of Interlock finds it', async () => {
  const served = await runningServer()
  const headers = { authorization: `Bearer ${served.token()}` }
  const list = '/v0/jobs?cursor=x'
  for (const path of [list, `${list}&filter[type][]=repo_index_task`, `${list}&filter[q]=word`]) {
    const { status, text } = await served.ask(path, { headers })
    expect({ path, status, body: JSON.parse(text) }).toMatchObject({
      path,
      status: 400,
      body: { code: 'cursor_unreadable', data: { cursor: 'x' }, remedy: expect.any(String) },
    })
  }
})
