import { BlockList, isIP } from 'node:net'

/**
 * Address space that is not the public internet's: this machine, its neighbours, private and shared networks, what is reserved or
 * for measurements, and forms in which a tunnel or translator would carry any of these. Source: the IANA registries of
 * special-purpose addresses.
 */
const RESERVED: readonly (readonly [net: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  ['::', 96, 'ipv6'],
  // Translated to IPv4 by the network (RFC 2765): ::ffff:0:10.0.0.1.
  ['::ffff:0:0:0', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['3fff::', 20, 'ipv6'],
  ['5f00::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]

const reserved = new BlockList()
for (const [net, prefix, family] of RESERVED) reserved.addSubnet(net, prefix, family)

/** Where a network without IPv4 of its own reaches that of others; the last 32 bits are the address (RFC 6052). */
const translated = new BlockList()
translated.addSubnet('64:ff9b::', 96, 'ipv6')

/** Whether an IP address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !reserved.check(address, 'ipv4')
  if (family !== 6) return false
  const plain = address.replace(/%.*$/, '')
  // A mapped address (::ffff:10.0.0.1) is looked for among those of IPv4 by the list itself.
  if (translated.check(plain, 'ipv6')) return isPublicAddress(lastFour(plain))
  return !reserved.check(plain, 'ipv6')
}

/** The last 32 bits of an IPv6 address, as IPv4. */
function lastFour(address: string): string {
  if (address.includes('.')) return address.slice(address.lastIndexOf(':') + 1)
  const tail = address.slice(address.indexOf('::') < 0 ? 0 : address.indexOf('::') + 2)
  const [high, low] = ['0', '0', ...tail.split(':')].slice(-2).map((group) => Number.parseInt(group || '0', 16))
  const value = (high ?? 0) * 0x1_0000 + (low ?? 0)
  return [24, 16, 8, 0].map((by) => (value >>> by) & 255).join('.')
}
