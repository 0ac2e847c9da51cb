import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { isOtherUser, peerOf } from './peer.ts'

/** 127.0.0.1:7717 at our end, 127.0.0.1:40000 at theirs. */
const connection = { localAddress: '127.0.0.1', localPort: 7717, remoteAddress: '127.0.0.1', remotePort: 40_000 }
const OURS = '0100007F:1E25'
const THEIRS = '0100007F:9C40'
const THEIRS_MAPPED = '0000000000000000FFFF00000100007F:9C40'
const OURS_MAPPED = '0000000000000000FFFF00000100007F:1E25'

const row = (local: string, remote: string, uid: number, state = '01') =>
  `   7: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000 ${uid}        0 2512793 1 00000000 100 0 0 10 0`
const ourRow = row(OURS, THEIRS, 1000)

it.each([
  ['another user', [ourRow, row(THEIRS, OURS, 1001)], { uid: 1001 }],
  ['another user who speaks IPv6', [ourRow, row(THEIRS_MAPPED, OURS_MAPPED, 1001)], { uid: 1001 }],
  ['us, among other connections', [row('0100007F:9C41', OURS, 5), row(THEIRS, OURS, 1000), ourRow], { uid: 1000 }],
  ['nobody, since it was closed and is shown as root’s', [row(THEIRS, OURS, 0, '05'), ourRow], 'nobody'],
  ['nobody, with the same port at another address', [ourRow, row('0200007F:9C40', OURS, 1000)], 'nobody'],
  [
    'not told, by tables without our own end',
    ['  sl  local_address rem_address', row(THEIRS, '0100007F:1', 1)],
    'unknown',
  ],
])('finds %s at the other end', (_, rows, peer) => {
  expect(peerOf(rows.join('\n'), connection)).toEqual(peer)
})

it('knows its own connections', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('It has no port.')
  const client = connect(address.port, '127.0.0.1')
  onTestFinished(() => void client.destroy())
  const [taken]: Socket[] = await once(server, 'connection')
  if (!taken) throw new Error('Nobody came.')
  onTestFinished(() => void taken.destroy())
  expect(await isOtherUser(taken)).toBe(false)
})
