import type { SandboxRuntimeConfig } from '@anthropic-ai/sandbox-runtime'
import {
  isValidAllowedDomainEntry,
  matchesDomainPatternWithPort,
} from '@anthropic-ai/sandbox-runtime/dist/sandbox/domain-pattern.js'
import { createHttpProxyServer } from '@anthropic-ai/sandbox-runtime/dist/sandbox/http-proxy.js'
import { wrapCommandWithSandboxMacOS } from '@anthropic-ai/sandbox-runtime/dist/sandbox/macos-sandbox-utils.js'
import { canonicalizeHost } from '@anthropic-ai/sandbox-runtime/dist/sandbox/parent-proxy.js'
import { createResolvedAddressGuard } from '@anthropic-ai/sandbox-runtime/dist/sandbox/resolved-address-guard.js'
import type { Server, Socket } from 'node:net'

/**
 * The one place that knows @anthropic-ai/sandbox-runtime: its form of a Seatbelt policy for macOS, and its proxy for named
 * hosts. Its own sandbox for Linux is not used; see `docs/decisions/0011-named-hosts-through-a-proxy.md`.
 */
export type { SandboxRuntimeConfig }

/**
 * Address space that is not the public internet's, which a name must not lead to: private and shared networks, what is reserved or
 * for measurements, and forms that a translator nearby turns into addresses of such (RFC 8215, Teredo). Loopback and link-local are
 * refused anyway. Source: the IANA registries of special-purpose addresses.
 */
export const NOT_PUBLIC: readonly string[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '192.0.0.0/24',
  '198.18.0.0/15',
  '240.0.0.0/4',
  'fc00::/7',
  'fec0::/10',
  '64:ff9b:1::/48',
  '2001::/32',
]
const HTTPS = 443
/** More at once are not taken, so that a command cannot use up the worker's descriptors. */
const MOST_CONNECTIONS = 256

/** The proxy of one command. */
export interface HostProxy {
  /** Serves what connects to a port; the port is closed with the proxy. */
  serve(port: Server): void
  close(): void
}

export interface HostProxyOptions {
  /** `name`, `*.name` or `name:port`; without a port that of HTTPS. */
  readonly hosts: readonly string[]
  /** Told of each connection that was refused by name. */
  readonly onRefused: (host: string, port: number) => void
  readonly names?: Names | undefined
}

/** For tests, which have no public address to send anything to. */
export interface Names {
  /** What a name leads to, instead of what the system says. */
  readonly addresses: Readonly<Record<string, string>>
  /** `address:port` that may be dialled although it is not public. */
  readonly permitted: readonly string[]
}

/** Whether `host` is in a form that can be allowed: a name, not an address, and no pattern that takes in half the world. */
export function isNamedHost(host: string): boolean {
  const last = host.replace(/:\d+$/, '').split('.').at(-1) ?? ''
  return isValidAllowedDomainEntry(host) && /^[a-z]/i.test(last) && last.toLowerCase() !== 'localhost'
}

/**
 * A proxy that passes CONNECT and plain requests to the named hosts and ports on, and nothing else. It decides by name, dials
 * only addresses that the same lookup gave and that are public, and looks into nothing: what is sent to an allowed host is not
 * seen.
 */
export function createHostProxy({ hosts, onRefused, names }: HostProxyOptions): HostProxy {
  const patterns = hosts.filter(isNamedHost).map((host) => (/:\d+$/.test(host) ? host : `${host}:${HTTPS}`))
  const guard = createResolvedAddressGuard({
    deniedResolvedAddresses: [...NOT_PUBLIC],
    ...(names === undefined ? {} : { resolve: resolverOf(names), allowedDomains: names.permitted }),
  })
  const sockets = new Set<Socket>()
  const ports: Server[] = []

  const proxy = createHttpProxyServer({
    filter(port, host) {
      const name = canonicalizeHost(host)
      const isAllowed =
        name !== undefined && patterns.some((pattern) => matchesDomainPatternWithPort(name, port, pattern))
      if (!isAllowed) onRefused(host, port)
      return isAllowed
    },
    lookupFor: (port) => guard.lookupFor(port),
    requireHostMatch: true,
    requireAsciiHost: true,
  })

  return {
    serve(port) {
      ports.push(port)
      port.maxConnections = MOST_CONNECTIONS
      // What a command does to its own connections, or to the number of them, is no failure of the worker's.
      port.on('error', () => undefined)
      port.on('connection', (socket) => {
        sockets.add(socket)
        socket.on('error', () => socket.destroy())
        socket.once('close', () => sockets.delete(socket))
        proxy.emit('connection', socket)
      })
    },
    close() {
      for (const port of ports) port.close()
      for (const socket of sockets) socket.destroy()
      proxy.close()
    },
  }
}

type Resolver = NonNullable<NonNullable<Parameters<typeof createResolvedAddressGuard>[0]>['resolve']>

function resolverOf({ addresses }: Names): Resolver {
  return (name, _, callback) => {
    const address = addresses[name]
    if (address === undefined) callback(Object.assign(new Error(`${name} is no name`), { code: 'ENOTFOUND' }), [])
    else callback(null, [{ address, family: 4 }])
  }
}

/**
 * The profile for macOS that the package writes from a configuration; reads no file but to see where links lead. The package
 * gives a line for a shell, which would be two shells between us and the command, so the profile is taken out of it.
 */
export function seatbeltProfile({ network, filesystem }: SandboxRuntimeConfig, allNetwork = false): string {
  const line = wrapCommandWithSandboxMacOS({
    command: 'true',
    // What is written into the system's log of refusals, instead of the command and its arguments.
    commandId: 'interlock',
    needsNetworkRestriction: !allNetwork,
    allowUnixSockets: network.allowUnixSockets ?? [],
    readConfig: {
      denyOnly: [],
      literalDenyOnly: pathsOf(filesystem.denyRead),
      literalAllowWithinDeny: pathsOf(filesystem.allowRead ?? []),
    },
    writeConfig: {
      allowOnly: [],
      literalAllowOnly: pathsOf(filesystem.allowWrite),
      denyWithinAllow: [],
      literalDenyWithinAllow: pathsOf(filesystem.denyWrite),
    },
    binShell: 'sh',
  })
  const words = wordsOf(line)
  const profile = words[words.indexOf('-p') + 1]
  if (!words.includes('/usr/bin/sandbox-exec') || profile?.startsWith('(version 1)') !== true)
    throw new Error('The package wrote no profile where one was expected.')
  return profile
}

function pathsOf(entries: readonly (string | { readonly path: string })[]): string[] {
  return entries.map((entry) => (typeof entry === 'string' ? entry : entry.path))
}

/** The words of a line that the package wrote for a shell: bare, or in quotes within which it leaves nothing special. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ''),
  )
}
