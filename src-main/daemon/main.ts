import { join } from 'node:path'
import { keepCompiled } from '#host/compiled'

/** This file becomes `dist/daemon.js`, which services start. What it needs is loaded once it can be loaded compiled. */
const root = join(import.meta.dirname, '..')
keepCompiled(root)
const { runService } = await import('./service.ts')
process.exit(await runService(root))
