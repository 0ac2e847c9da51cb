import { mkdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { findBrowser } from '../../gate/find-browser.mjs'
import { type Chromium, startChromium } from './chromium.ts'

export { CdpSession, type Chromium } from './chromium.ts'

/** Chromium asks its maker for things on its own; a test talks to this machine only. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
]

/** Switches of Node and of ours, which Chromium would misread. */
const NOT_CHROMIUMS = /^(inspect|remote-debugging|user-data-dir|require$)/

let started: Promise<Chromium> | undefined

/** Starts Chromium in the background as soon as its data directory is known; every further call gives the same one. */
export function chromium(userData: string, switches: ReadonlyMap<string, string>): Promise<Chromium> {
  started ??= start(userData, switches)
  return started
}

function start(userData: string, switches: ReadonlyMap<string, string>): Promise<Chromium> {
  const program = findBrowser()
  if (program === undefined) throw new Error('stand-in: Chromium is needed: install it, or name one in CHROMIUM_PATH.')
  const asked = [...switches].filter(([name]) => !NOT_CHROMIUMS.test(name))
  return startChromium(program, [
    ...(program.endsWith('headless-shell') ? [] : ['--headless=new']),
    // Root may not use Chromium's own sandbox.
    ...(process.getuid?.() === 0 && !switches.has('no-sandbox') ? ['--no-sandbox'] : []),
    `--user-data-dir=${freeProfile(join(userData, 'standin-profile'))}`,
    ...QUIET,
    ...asked.map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`)),
  ])
}

/** Chromium allows one process for each profile, which Electron leaves to the application. */
function freeProfile(profile: string): string {
  const free = isTaken(profile) ? `${profile}-${process.pid}` : profile
  mkdirSync(free, { recursive: true })
  return free
}

function isTaken(profile: string): boolean {
  try {
    const owner = Number(readlinkSync(join(profile, 'SingletonLock')).split('-').at(-1))
    process.kill(owner, 0)
    return true
  } catch {
    // No lock, or one that its owner left behind.
    return false
  }
}
