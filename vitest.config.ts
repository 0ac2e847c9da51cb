import { defineConfig } from 'vitest/config'

const deep = process.env['INTERLOCK_DEEP'] === '1'
const exclude = ['**/node_modules/**', 'dist/**', ...(deep ? [] : ['**/*.deep.test.ts'])]

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A forgotten `.only` would quietly turn the rest of the suite off.
    allowOnly: false,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['schemas/**/*.test.ts', 'src-*/**/*.test.{ts,tsx}'], exclude },
      },
      {
        extends: true,
        test: { name: 'integration', include: ['e2e/**/*.test.ts'], exclude: [...exclude, 'e2e/browser/**'] },
      },
      {
        extends: true,
        test: { name: 'browser', include: ['e2e/browser/**/*.test.ts'], exclude, testTimeout: 60_000 },
      },
    ],
  },
})
