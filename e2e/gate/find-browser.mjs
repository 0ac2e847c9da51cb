import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The one without windows comes first: to open a page costs it half as much. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
]

const FOLDERS = ['/usr/bin', '/usr/local/bin', '/snap/bin']

/** Where systems put one that is not on PATH. */
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/**
 * A Chromium for the browser tests: the one `CHROMIUM_PATH` names, else the system's. A path that is named but not
 * there is an error, never a reason to use another.
 * @returns {string | undefined} an absolute path
 */
export function findBrowser() {
  const named = process.env['CHROMIUM_PATH']
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist.`)
    return named
  }
  const folders = [...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''), ...FOLDERS]
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...APPLICATIONS]
  return candidates.find((path) => existsSync(path))
}
