import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { expect, onTestFinished } from 'vitest'
import { makeFolder, removeFolder } from '../../support/test-core.ts'
import { createHands, type Hands } from './hands.ts'
import { applicationFolder, findProgram, type Program } from './program.ts'

const root = join(import.meta.dirname, '..', '..', '..')

/** How long a first window and its page may take. */
const START_MS = Number(process.env['INTERLOCK_START_MS'] ?? 30_000)

/** How long an application may take to end by itself after a test. */
const PATIENCE_MS = 5000

export interface DesktopOptions {
  /** A data directory that is there already; otherwise a new one, which is removed after the test. */
  readonly home?: string
  /** A running core to attach to; its data directory is the application's. */
  readonly attachTo?: { readonly home: string }
  /** Further arguments of the application. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** A folder with a package.json; our own application unless named. */
  readonly application?: string
  /** What tells that the first page is there; by default, that the console is live. */
  readonly until?: (page: Page) => Promise<unknown>
  /** Complaints of main or of a page that belong to what is tested. */
  readonly tolerates?: RegExp
}

export interface Desktop extends Hands {
  readonly app: ElectronApplication
  /** The first window. */
  readonly page: Page
  readonly home: string
  /** What runs it. Only the stand-in can be told about power, shortcuts and the like, by `witness` in `app.evaluate`. */
  readonly program: Program['name']
  readonly pid: number
  /** All it printed so far. */
  readonly said: () => string
  /** Its exit code, once it has ended. */
  readonly exited: Promise<number | null>
  /** Ends it without a word, like a crash. */
  readonly kill: () => Promise<void>
}

/** The built application with its first window open, ended after the test, which fails on any error met along the way. */
export async function aDesktop(options: DesktopOptions = {}): Promise<Desktop> {
  const { tolerates } = options
  const started = await startDesktop(options)
  const complaints: string[] = []
  const complain = (text: string) => {
    // What the stand-in itself objects to is wrong in any test.
    if (text.startsWith('stand-in:') || tolerates?.test(text) !== true) complaints.push(text)
  }
  started.app.context().on('weberror', (error) => complain(error.error().message))
  started.app.context().on('console', (message) => {
    if (message.type() === 'error') complain(message.text())
  })
  onTestFinished(async () => {
    for (const error of await endDesktop(started)) complain(error)
    expect(complaints).toEqual([])
  })
  const page = await Promise.race([firstPage(started, options.until ?? consoleIsLive), endsEarly(started)])
  return { ...started, ...createHands(started.app), page }
}

async function firstPage({ app }: Started, isThere: (page: Page) => Promise<unknown>): Promise<Page> {
  try {
    const page = await app.firstWindow({ timeout: START_MS })
    await isThere(page)
    return page
  } catch (error) {
    // What nobody caught in main mostly is why.
    const met = await errorsOf(app)
    throw met.length === 0 ? error : new Error(`${met.join('\n')}\n${String(error)}`, { cause: error })
  }
}

const errorsOf = (app: ElectronApplication): Promise<string[]> =>
  app.evaluate(() => [...witness.errors]).catch(() => [])

/** Says what an application printed that ends in place of showing a window. */
async function endsEarly({ exited, said }: Started): Promise<never> {
  const code = await exited
  // The last of what it printed may come after the news of its end.
  await sleep(50)
  throw new Error(`The application ended with code ${code} before it had a window. It said:\n${said()}`)
}

/** Live, and its status is here: from now on the page knows what it would show without contact, and its keys work. */
export async function consoleIsLive(page: Page): Promise<void> {
  await page
    .locator('[data-contact="live"] footer')
    .getByText(/^·?ledger/)
    .waitFor({ timeout: START_MS })
}

type Started = Omit<Desktop, 'page' | keyof Hands> & {
  readonly leave: () => void
  /** Its exit code; null while it runs. */
  readonly code: () => number | null
}

/** The application without waiting for a window, and without an end: that is the caller's. */
export async function startDesktop(options: DesktopOptions = {}): Promise<Started> {
  const application = options.application ?? applicationFolder
  if (application === applicationFolder && !existsSync(join(applicationFolder, 'dist', 'desktop.js')))
    throw new Error('dist/desktop.js is missing: run `npm run build` first.')
  const program = findProgram()
  const own = options.home === undefined && options.attachTo === undefined
  const home = options.home ?? options.attachTo?.home ?? makeFolder('home')
  const app = await launch(program, application, ['--home', home, ...(options.args ?? [])], options.env)
  const child = app.process()
  let said = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
  const exited =
    child.exitCode === null ? once(child, 'exit').then(() => child.exitCode) : Promise.resolve(child.exitCode)
  return {
    app,
    home,
    program: program.name,
    pid: child.pid ?? 0,
    said: () => said,
    code: () => child.exitCode,
    exited,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    leave() {
      if (own) removeFolder(home)
    },
  }
}

const WITNESS = join(import.meta.dirname, 'witness.cjs')

async function launch(
  { name, executable, folder, isPackaged }: Program,
  application: string,
  args: string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ElectronApplication> {
  if (isPackaged) {
    const app = await _electron.launch({ executablePath: executable, args, env: { ...definedOf(process.env), ...env } })
    await witnessIn(app)
    return app
  }
  tellPlaywright(folder)
  return _electron.launch({
    args: [...(name === 'Electron' ? ['-r', WITNESS] : []), application, ...args],
    cwd: root,
    env: { ...definedOf(process.env), STANDIN_NODE: process.execPath, ...env },
  })
}

/** The tested build of a package takes nothing that is loaded before it, so what comes before this is not witnessed. */
function witnessIn(app: ElectronApplication): Promise<void> {
  return app.evaluate(
    (electron, text) => {
      const { compileFunction } = process.getBuiltinModule('node:vm')
      if (!('witness' in globalThis)) compileFunction(text, ['require'])(() => electron)
    },
    readFileSync(WITNESS, 'utf8'),
  )
}

/** Playwright asks the package `electron` where the program is, which looks at this process's environment when it is first loaded. */
function tellPlaywright(folder: string): void {
  const before = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = folder
  try {
    createRequire(import.meta.url)('electron/index.js')
  } finally {
    if (before === undefined) delete process.env['ELECTRON_OVERRIDE_DIST_PATH']
    else process.env['ELECTRON_OVERRIDE_DIST_PATH'] = before
  }
}

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** Ends an application whatever state it is in; what main met and nobody caught. */
export async function endDesktop({ app, pid, exited, said, code, leave }: Started): Promise<string[]> {
  // Playwright knows no process any more of one that has ended.
  const exitCode = code()
  if (exitCode !== null) {
    leave()
    return exitCode === 0 ? [] : [`The application ended with code ${exitCode}. It said:\n${said()}`]
  }
  const errors = await errorsOf(app)
  // Past every veto and question: how it ends in order has tests of its own.
  app.evaluate((electron) => electron.app.exit(0)).catch(() => {})
  const ended = await Promise.race([exited.then(() => true), sleep(PATIENCE_MS, false, { ref: false })])
  if (!ended) process.kill(pid, 'SIGKILL')
  await exited
  leave()
  return errors
}
