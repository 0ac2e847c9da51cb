import { EXIT, type ExitCode } from './exit-codes.ts'
import { createOutput } from './output/output.ts'
import { statusPage } from './pages/status.ts'
import { chooseHome } from '#server/client'
import { quickStatus } from './reach/quick-status.ts'

/**
 * Answers `interlock status` of a live core without loading the parser of the command line.
 * @returns undefined for every other command line, and where no core is live
 */
export async function runQuickly(args: readonly string[]): Promise<ExitCode | undefined> {
  const asked = statusArguments(args)
  if (!asked) return undefined
  const status = await quickStatus(chooseHome(asked.home, process.env))
  if (!status) return undefined
  const out = createOutput(asked.json, process.stdout, process.stderr, process.env)
  out.answer({ ...status, live: true }, () => statusPage(status, true, out))
  return EXIT.ok
}

/** What `status` was given, if the command line is nothing but that. */
export function statusArguments(args: readonly string[]): { home: string | undefined; json: boolean } | undefined {
  const rest = [...args]
  let home: string | undefined
  let json = false
  let commands = 0
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === 'status') commands += 1
    else if (word === '--json') json = true
    else if (word === '--home' && rest[0] !== undefined) home = rest.shift()
    else return undefined
  }
  return commands === 1 ? { home, json } : undefined
}
