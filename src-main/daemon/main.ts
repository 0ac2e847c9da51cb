import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { isInterlockError, parseInput } from '#schemas'
import { chooseHome } from '#server/client'
import { startDaemon } from './daemon.ts'
import { runUntilStopped } from './run-until-stopped.ts'

/** This file becomes `dist/daemon.js`, which services start. */
const root = join(import.meta.dirname, '..')
const packageSchema = z.object({ version: z.string() })

const optionsSchema = z.strictObject({
  home: z.string().min(1).optional(),
  port: z.coerce.number().int().min(0).max(65_535).optional(),
  slots: z.coerce.number().int().min(0).max(64).optional(),
  workers: z.boolean().default(true),
})

async function main(): Promise<number> {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      home: { type: 'string' },
      port: { type: 'string' },
      slots: { type: 'string' },
      workers: { type: 'boolean' },
    },
  })
  const { home, port, slots, workers } = parseInput(optionsSchema, { ...values }, 'command line')
  const { version } = packageSchema.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
  const daemon = await startDaemon({
    home: chooseHome(home, process.env),
    root,
    version,
    port,
    slots: workers ? slots : 0,
  })
  // Only who listens for signals is ready for them.
  const exitCode = runUntilStopped(daemon)
  // What a service prints ends in a journal, so no sign-in code stands here.
  console.log(`Interlock is ready at ${daemon.url}; \`interlock open\` signs a browser in.`)
  return exitCode
}

// Whoever read our output may go away; that ends no work.
process.stdout.on('error', () => {})

try {
  process.exit(await main())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  if (isInterlockError(error)) console.error(error.remedy)
  process.exit(1)
}
