import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..', '..')

/** How the tests went on an application. */
export interface Outcome {
  readonly ran: number
  /** The first test that failed, with the first line of why. */
  readonly failed: string | undefined
}

interface Report {
  numTotalTests: number
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[]
  }[]
}

/** A window that does not come within this is not coming. */
const START_MS = 15_000

/** Runs the desktop's tests in these files against the application in `folder`, up to the first that fails. */
export async function testsOn(folder: string, files: readonly string[]): Promise<Outcome> {
  const report = join(folder, 'report.json')
  const filters = files.map((file) => join('e2e', 'desktop', file))
  const args = ['run', '--project=desktop', '--bail=1', '--retry=0', '--maxWorkers=1', '--reporter=json']
  const child = spawn(
    process.execPath,
    [join(root, 'node_modules', 'vitest', 'vitest.mjs'), ...args, `--outputFile=${report}`, ...filters],
    {
      cwd: root,
      stdio: 'ignore',
      env: {
        ...process.env,
        INTERLOCK_APPLICATION: folder,
        INTERLOCK_START_MS: String(START_MS),
        INTERLOCK_DEEP: '',
        TMPDIR: folder,
        // What forgets to say where its data lies must not find that of whoever runs the tests.
        XDG_CONFIG_HOME: join(folder, 'config'),
      },
    },
  )
  await once(child, 'exit')
  const { numTotalTests, testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ status }) => status === 'failed')
  const broken = testResults.find(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  return {
    ran: numTotalTests,
    failed: failed
      ? `${failed.fullName}: ${failed.failureMessages[0]?.split('\n')[0] ?? ''}`
      : broken && `${broken.name}: ${broken.message.split('\n')[0] ?? ''}`,
  }
}
