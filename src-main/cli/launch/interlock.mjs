#!/usr/bin/env node
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureBuilt, isClone } from './build.mjs'
import { continueIn, runInstead } from './handover.mjs'
import { ensureInstalled } from './install.mjs'
import { currentMajor, findNode24, NEEDED_MAJOR, requireNode24 } from './node24.mjs'

/** The oldest Node on which commands for a live core run; the CLI itself moves to Node 24 to open the core. */
const CLI_MAJOR = 20

const root = fileURLToPath(new URL('../../../', import.meta.url))
const cli = join(root, 'dist', 'cli.js')
const args = process.argv.slice(2)

try {
  if (isClone(root)) {
    await ensureInstalled(root)
    await ensureBuilt(root)
  }
  if (currentMajor < CLI_MAJOR) {
    runInstead(requireNode24(root), [cli, ...args])
  } else {
    const node24 = currentMajor < NEEDED_MAJOR ? findNode24(root) : process.execPath
    if (node24) process.env['INTERLOCK_NODE24'] = node24
    await continueIn(cli, args)
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
