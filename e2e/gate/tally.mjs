import { existsSync, readFileSync } from 'node:fs'

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: { name: string, status: string, assertionResults: { status: string }[] }[] }} VitestReport
 */

/**
 * What a run of Vitest amounts to. A run that says less than its exit code (a file that would not load, an error
 * outside any test, no test at all) counts as one failure, so that nothing fails without showing in the sum.
 * @param {string} reportFile Vitest's JSON report
 * @param {number} exitCode
 * @param {RegExp[]} expected of each of these there must be a file that ran; one that is missing counts as a failure
 * @returns {Tally}
 */
export function tallyOf(reportFile, exitCode, expected = []) {
  if (!existsSync(reportFile)) return { passed: 0, failed: 1, skipped: 0 }
  /** @type {VitestReport} */
  const report = JSON.parse(readFileSync(reportFile, 'utf8'))
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length
  const passed = report.numPassedTests
  const skipped = report.numPendingTests + report.numTodoTests
  const missing = expected.filter((kind) => !report.testResults.some(({ name }) => kind.test(name))).length
  const failed = report.numFailedTests + unloaded + missing
  const untold = failed === 0 && (exitCode !== 0 || passed + skipped === 0)
  return { passed, failed: untold ? 1 : failed, skipped }
}

/**
 * @param {Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  return tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )
}

/** @param {Tally} tally */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
