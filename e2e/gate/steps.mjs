import { join } from 'node:path'
import { tallyOf } from './tally.mjs'

/**
 * @typedef {import('./tally.mjs').Tally} Tally
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} args what Node 24 runs
 * @property {number} cores how many the step keeps busy
 * @property {string[]} after steps that must have passed before
 * @property {(exitCode: number) => Tally} tally
 */

/**
 * The gate, in the order in which steps start when there is room.
 * @param {string} root
 * @param {string} reports a folder for Vitest's reports
 * @returns {Step[]}
 */
export function stepsOf(root, reports) {
  const tool = (/** @type {string} */ path) => join(root, 'node_modules', path)
  return [
    check('build', ['vite.build.ts']),
    check('types', [tool('typescript/bin/tsc'), '-b']),
    check('lint', [tool('oxlint/bin/oxlint')]),
    check('format', [tool('oxfmt/bin/oxfmt'), '--check']),
    check('generated schemas', ['e2e/gate/generate-schemas.ts', '--check']),
    // The longest first, so that none is left to run alone.
    tests('browser', ['build']),
    tests('integration', ['build']),
    tests('unit', []),
  ]

  /**
   * @param {string} name
   * @param {string[]} args
   * @returns {Step}
   */
  function check(name, args) {
    const tally = (/** @type {number} */ exitCode) =>
      exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
    return { name, args, cores: 1, after: [], tally }
  }

  /**
   * @param {string} project one of vitest.config.ts
   * @param {string[]} after
   * @returns {Step}
   */
  function tests(project, after) {
    const report = join(reports, `${project}.json`)
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    return {
      name: `${project} tests`,
      args: [tool('vitest/vitest.mjs'), 'run', '--project', project, ...reporters],
      cores: 2,
      after,
      tally: (exitCode) => tallyOf(report, exitCode),
    }
  }
}
