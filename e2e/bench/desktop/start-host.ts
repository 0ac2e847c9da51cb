import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { build } from 'vite'
import { connectToCore, type CoreClient } from '#server/client'
import type { HostOrder, HostReport } from './host.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const desktop = join(root, 'src-main', 'desktop')

/** What the product does not bundle. */
const NATIVE = ['better-sqlite3', 'koffi', 'electron']

/** Builds the host as the product is built, into `folder`. @returns the file to start */
export async function buildHost(folder: string): Promise<string> {
  const input = {
    host: join(import.meta.dirname, 'host.ts'),
    'core-side': join(desktop, 'core-side', 'index.ts'),
    'kill-control': join(desktop, 'kill', 'kill-control.ts'),
  }
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: NATIVE },
    build: {
      ssr: true,
      target: 'node20',
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input,
        external: [...NATIVE, /^node:/, ...builtinModules],
        output: { format: 'esm', entryFileNames: '[name].js' },
      },
    },
  })
  // The product's own modules are found from where it is installed.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return join(folder, 'host.js')
}

/** The host in a process of its own. */
export interface RunningHost {
  readonly pid: number
  readonly client: CoreClient
  /** From starting the process to its word that the core is open and served. */
  readonly readyMs: number
  /** What the process worked for that: more than this passes where others want the processors too. */
  readonly readyWorkMs: number
  /** Engages the kill switch as a click on tray or menu does. @returns milliseconds until the core has confirmed it */
  engage(): Promise<number>
  stop(): Promise<void>
}

export async function startHost(entry: string, home: string, slots?: number): Promise<RunningHost> {
  const startedAt = performance.now()
  const args = ['--home', home, '--root', root, ...(slots === undefined ? [] : ['--slots', String(slots)])]
  const child = fork(entry, args, { execArgv: [] })
  const exited = once(child, 'exit')
  const opened = await reportOf(child)
  const readyMs = performance.now() - startedAt
  const client = await connectToCore(home)
  const { pid } = child
  if (client === undefined || pid === undefined || !('openedWorkMs' in opened))
    throw new Error('The host did not start.')
  const tell = (order: HostOrder) => child.send(order)
  return {
    pid,
    client,
    readyMs,
    readyWorkMs: opened.openedWorkMs,
    async engage() {
      tell('engage')
      const report = await reportOf(child)
      if (!('engagedMs' in report)) throw new Error('The host did not engage.')
      return report.engagedMs
    },
    async stop() {
      tell('stop')
      await exited
    },
  }
}

function reportOf(child: ChildProcess): Promise<HostReport> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('The host ended.'))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message as HostReport)
    })
  })
}
