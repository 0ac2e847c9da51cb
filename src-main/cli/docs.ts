import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installationRoot } from './installation.ts'
import { cliReference } from './reference/reference.ts'

// Writes docs/cli.md: `node src-main/cli/docs.ts`, after the command line has changed.
const docs = join(installationRoot(), 'docs')
mkdirSync(docs, { recursive: true })
writeFileSync(join(docs, 'cli.md'), cliReference())
