import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Runs the command line of this build in this process, without a window and without waiting for Electron: it sees its arguments as
 * its own and ends the process with its exit code.
 */
export async function runCommandLine(root: string, args: readonly string[]): Promise<void> {
  const script = join(root, 'dist', 'cli.js')
  process.argv = [process.execPath, script, ...args]
  await import(pathToFileURL(script).href)
}
