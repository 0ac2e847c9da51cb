import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { isOnStandin } from './e2e/desktop/harness/program.ts'

// better-sqlite3 crashes on older Nodes at its first use, which would read like a failing test.
if (Number(process.versions.node.split('.')[0]) < 24)
  throw new Error(`The tests need Node 24 or newer; this is ${process.version}. Run \`npm ci\`, then \`npm test\`.`)

const deep = process.env['INTERLOCK_DEEP'] === '1'
// What only another system can do is checked there, by the workflow `sandbox`; it is not skipped here but not there.
const elsewhere = ['linux', 'darwin', 'win32'].filter((platform) => platform !== process.platform)
const exclude = [
  '**/node_modules/**',
  'dist/**',
  ...(deep ? [] : ['**/*.deep.test.ts']),
  ...(process.env['INTERLOCK_DELEGATED'] === '1' ? [] : ['**/*.delegated.test.ts']),
  ...elsewhere.map((platform) => `**/*.${platform}.test.ts`),
  // Nobody can tell Electron what these tell the stand-in.
  ...(isOnStandin() ? [] : ['**/*.standin.test.ts']),
  // A packaged application runs no other one, as these do.
  ...(process.env['INTERLOCK_PACKAGED'] ? ['e2e/desktop/standin/**'] : []),
]

/**
 * Projects one after the other, since files of one share a process, and last those whose files take next to nothing: so no
 * worker is left with a long file when the others have nothing to do.
 */
class HeaviestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line no-array-sort -- The sequencer's own, which is of no array.
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b))
  }
}

const HEAVY = ['desktop', 'desktop-console', 'browser', 'integration']

function rankOf({ project, moduleId }: TestSpecification): number {
  const rank = HEAVY.indexOf(project.name)
  if (rank >= 0) return rank
  // The worker's start processes.
  return moduleId.includes('/src-worker/') ? HEAVY.length - 1 : HEAVY.length
}

/** Tests of real processes by the clock, beside bombs that other tests set off: what fails twice is wrong. Reports name it. */
const RETRIES = 1

/** The application under Playwright, on the stand-in or on Electron. */
const DESKTOP = ['e2e/desktop/**/*.test.ts', 'e2e/electron-standin/**/*.test.ts']

/** What is driven through a page, and so has a project of its own. */
const DRIVEN = ['e2e/browser/**', 'e2e/desktop/**', 'e2e/electron-standin/**']

/** What of the console is looked at in the desktop too, whenever it is looked at in a browser; the deep run looks at all of it. */
const CONSOLE = deep
  ? ['e2e/browser/**/*.test.ts']
  : ['approvals', 'no-contact'].map((name) => `e2e/browser/${name}.test.ts`)

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // A process of tests loads the core, and starts a browser, once for all its files: half of what most of them cost. So hooks
    // belong to test files, not to what they import, and what a test changes of its process it changes back.
    isolate: false,
    sequence: { sequencer: HeaviestFirst },
    testTimeout: 60_000,
    // A loaded machine is slow, not wrong: what is polled for may take its time.
    expect: { poll: { timeout: 15_000 } },
    hookTimeout: 60_000,
    // A forgotten `.only` would quietly turn the rest of the suite off.
    allowOnly: false,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['schemas/**/*.test.ts', 'src-*/**/*.test.{ts,tsx}'], exclude },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['e2e/**/*.test.ts'],
          exclude: [...exclude, ...DRIVEN],
          retry: RETRIES,
        },
      },
      {
        extends: true,
        test: { name: 'browser', include: ['e2e/browser/**/*.test.ts'], exclude, testTimeout: 90_000, retry: RETRIES },
      },
      {
        extends: true,
        test: { name: 'desktop', include: DESKTOP, exclude, testTimeout: 90_000, retry: RETRIES },
      },
      {
        extends: true,
        test: {
          name: 'desktop-console',
          include: CONSOLE,
          // Pictures are of the page, whatever shows it.
          exclude: [...exclude, '**/*.deep.test.ts'],
          env: { INTERLOCK_SHELL: 'desktop' },
          testTimeout: 90_000,
          retry: RETRIES,
        },
      },
    ],
  },
})
