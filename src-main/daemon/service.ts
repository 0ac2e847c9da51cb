import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { isInterlockError, parseInput } from '#schemas'
import { chooseHome } from '#server/client'
import { startDaemon } from './daemon.ts'
import { runUntilStopped } from './run-until-stopped.ts'

const packageSchema = z.object({ version: z.string() })

const optionsSchema = z.strictObject({
  home: z.string().min(1).optional(),
  port: z.coerce.number().int().min(0).max(65_535).optional(),
  slots: z.coerce.number().int().min(0).max(64).optional(),
  workers: z.boolean().default(true),
})

/**
 * The daemon by its command line, until it is told to stop.
 * @param root folder Interlock is installed in
 * @returns the exit code
 */
export async function runService(root: string): Promise<number> {
  // Whoever read our output may go away; that ends no work.
  process.stdout.on('error', () => {})
  try {
    return await serve(root)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    if (isInterlockError(error)) console.error(error.remedy)
    return 1
  }
}

async function serve(root: string): Promise<number> {
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
