import { readFileSync, statSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { dirname, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AppPackage } from './app/app.ts'

// Arguments here: node, this file, and what Electron's executable would be given.
const electron = pathToFileURL(join(import.meta.dirname, 'electron.ts')).href
registerHooks({
  resolve: (name, context, next) =>
    ['electron', 'electron/main', 'electron/common'].includes(name)
      ? { url: electron, format: 'module-typescript', shortCircuit: true }
      : next(name, context),
})
const A_SECOND_MS = 1000
const args = process.argv.slice(2)
process.argv.splice(1, 1)
Object.assign(process.versions, { electron: '45.4.1-standin', chrome: '0-standin' })
Object.assign(process, { type: 'browser', defaultApp: true, resourcesPath: join(import.meta.dirname, 'resources') })

const { describeApp, startApp } = await import('./app/app.ts')
const { noteError } = await import('./base/witness.ts')
process.on('uncaughtException', (error) => noteError(`Uncaught Exception: ${error.stack}`))
process.on('unhandledRejection', (error) =>
  noteError(`UnhandledPromiseRejectionWarning: ${error instanceof Error ? error.stack : String(error)}`),
)

const loaders = args.filter((_, index) => isLoaderFlag(args[index - 1]))
const named = args.find((argument, index) => !argument.startsWith('-') && !isLoaderFlag(args[index - 1]))
if (named === undefined) throw new Error('stand-in: name an application')
const { folder, entry, packageJson } = find(resolve(named))
describeApp(folder, packageJson, args)

const require = createRequire(join(folder, 'package.json'))
for (const loader of loaders) require(loader)
// A test that is killed takes its application with it.
if (loaders.length > 0) endWith(process.ppid)
// Electron hides its own switches from the application; Playwright's loader does so itself.
if (loaders.length === 0) while (process.argv[1]?.startsWith('-') === true) process.argv.splice(1, 1)

// `ready` waits for the entry and its top-level awaits, or until there is nothing left to do.
const idle = new Promise<void>((done) => process.once('beforeExit', () => done()))
try {
  await Promise.race([import(pathToFileURL(entry).href), idle])
} catch (error) {
  process.emit('uncaughtException', error instanceof Error ? error : new Error(String(error)))
}
await startApp()

function endWith(parent: number): void {
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1)
  }, A_SECOND_MS).unref()
}

function isLoaderFlag(argument: string | undefined): boolean {
  return argument === '-r' || argument === '--require'
}

function find(path: string): { folder: string; entry: string; packageJson: AppPackage } {
  if (!statSync(path).isDirectory()) return { folder: dirname(path), entry: path, packageJson: {} }
  const packageJson = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as AppPackage & { main?: string }
  const entry = resolve(path, packageJson.main ?? 'index.js')
  if (!['.js', '.mjs', '.cjs'].includes(extname(entry))) throw new Error(`stand-in: ${entry} is no module`)
  return { folder: path, entry, packageJson }
}
