import { join } from 'node:path'
import { app } from 'electron'
import { givenArguments, parseArguments } from './arguments.ts'

/** This file becomes `dist/desktop.js`, which Electron starts. */
const root = join(import.meta.dirname, '..')
const start = parseArguments(givenArguments(process.argv, app.isPackaged), process.cwd())

if (start.cli === undefined) {
  const { beginDesktop } = await import('./desktop.ts')
  beginDesktop(root, start)
} else {
  const { runCommandLine } = await import('./command-line.ts')
  await runCommandLine(root, start.cli)
}
