import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { endianness } from 'node:os'

/** Both ends of a TCP connection over IPv4, as ours sees them. */
export type Connection = Pick<Socket, 'localAddress' | 'localPort' | 'remoteAddress' | 'remotePort'>

/** Whose program is at the other end, where the system says so. */
export type Peer = { readonly uid: number } | 'nobody' | 'unknown'

/** Programs that speak IPv6 to an IPv4 address stand in the second table. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']
const ESTABLISHED = '01'

/** The kernel hands the table out piece by piece while it changes, so a row can be missed. */
const LOOKS = 3

/**
 * Whether a program of another user is at the other end. Root counts as us: it can read all we have, and forwarders to
 * this machine run as root. False where the system does not say, which is everywhere but on Linux.
 */
export async function isOtherUser(connection: Connection): Promise<boolean> {
  const ours = process.getuid?.()
  if (process.platform !== 'linux' || ours === undefined) return false
  for (let look = 0; look < LOOKS; look += 1) {
    const peer = peerOf(await readTables(), connection)
    if (peer === 'unknown') return false
    if (peer !== 'nobody') return peer.uid !== ours && peer.uid !== 0
  }
  return true
}

/**
 * Looks a connection up in the rows of the kernel's tables. `nobody`: it has no open other end here, as when its program
 * closed it already. `unknown`: the tables do not even show our own end, so they say nothing.
 */
export function peerOf(table: string, { localAddress, localPort, remoteAddress, remotePort }: Connection): Peer {
  const ourEnd = spellings(localAddress, localPort)
  const theirEnd = spellings(remoteAddress, remotePort)
  let peer: Peer = 'unknown'
  for (const row of table.split('\n')) {
    const [, local = '', remote = '', state, , , , uid] = row.trim().split(/\s+/)
    if (ourEnd.includes(local) && theirEnd.includes(remote)) peer = 'nobody'
    // A socket that no program has any more is shown as root's.
    if (theirEnd.includes(local) && ourEnd.includes(remote) && state === ESTABLISHED) return { uid: Number(uid) }
  }
  return peer
}

async function readTables(): Promise<string> {
  const read = await Promise.allSettled(TABLES.map((table) => readFile(table, 'latin1')))
  return read.map((each) => (each.status === 'fulfilled' ? each.value : '')).join('\n')
}

/** An address as the tables write it: words of four bytes in the order of the processor, plain and mapped into IPv6. */
function spellings(address: string | undefined, port: number | undefined): string[] {
  const bytes = (address ?? '').split('.').map(Number)
  const end = `:${hex(port ?? 0, 4)}`
  const little = endianness() === 'LE'
  const word = (little ? bytes.toReversed() : bytes).map((byte) => hex(byte, 2)).join('')
  return [`${word}${end}`, `${'0'.repeat(16)}${little ? 'FFFF0000' : '0000FFFF'}${word}${end}`]
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0')
}
