import { defineConfig } from 'vitest/config'

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
]

/** Tests of real processes by the clock, beside bombs that other tests set off: what fails twice is wrong. Reports name it. */
const RETRIES = 1

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
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
          exclude: [...exclude, 'e2e/browser/**'],
          retry: RETRIES,
        },
      },
      {
        extends: true,
        test: { name: 'browser', include: ['e2e/browser/**/*.test.ts'], exclude, testTimeout: 90_000, retry: RETRIES },
      },
    ],
  },
})
