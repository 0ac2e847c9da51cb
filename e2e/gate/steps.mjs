import { join } from 'node:path'
import { tallyOf } from './tally.mjs'

/** For programs in Go that would check the same on every core, and collect garbage that an end soon takes care of. */
const THRIFTY = { GOMAXPROCS: '1', GOGC: '400' }

/** Where the tests of each project of vitest.config.ts lie; one that finds none has lost them. */
const PROJECTS = [
  /\/e2e\/browser\//,
  /\/e2e\/(desktop|electron-standin)\//,
  /\/e2e\/(?!browser\/|desktop\/|electron-standin\/)/,
  /\/(schemas|src-[a-z]+)\//,
]

/**
 * @typedef {import('./tally.mjs').Tally} Tally
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} args what Node 24 runs
 * @property {number} cores how many the step keeps busy
 * @property {Record<string, string>} [env] beside the gate's own
 * @property {string[]} after steps that must have passed before
 * @property {(exitCode: number) => Tally} tally
 */

/**
 * The gate, in the order in which steps start when there is room.
 * @param {string} root
 * @param {string} reports a folder for Vitest's report
 * @param {number} cores
 * @returns {Step[]}
 */
export function stepsOf(root, reports, cores) {
  const tool = (/** @type {string} */ path) => join(root, 'node_modules', path)
  return [
    check('build', ['vite.build.ts']),
    { ...check('types', [tool('typescript/bin/tsc'), '-b', '--singleThreaded']), env: THRIFTY },
    { ...check('lint', [tool('oxlint/bin/oxlint')]), env: THRIFTY },
    check('format', [tool('oxfmt/bin/oxfmt'), '--check']),
    check('generated schemas', ['e2e/gate/generate-schemas.ts', '--check']),
    tests(),
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
   * All of them in one run, so that no core is left without work while another project is still at its own. What is still
   * checked when it starts shares the cores with its first tests. One more at a time than there are cores, since tests wait for
   * pages and clocks as well.
   * @returns {Step}
   */
  function tests() {
    const report = join(reports, 'tests.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    return {
      name: 'tests',
      args: [tool('vitest/vitest.mjs'), 'run', `--maxWorkers=${cores + 1}`, ...reporters],
      cores: 1,
      after: ['build'],
      tally: (exitCode) => tallyOf(report, exitCode, PROJECTS),
    }
  }
}
