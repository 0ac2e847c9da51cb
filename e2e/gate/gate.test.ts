import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runSteps } from './run-steps.mjs'
import type { Step } from './steps.mjs'
import { closingLine, sum, tallyOf } from './tally.mjs'

const root = join(import.meta.dirname, '../..')
let folder: string
let said: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-gate-test-'))
  said = []
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function aStep(name: string, script: string, change: Partial<Step> = {}): Step {
  const tally = (exitCode: number) => ({ passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 })
  return { name, args: ['-e', script], cores: 1, after: [], tally, ...change }
}

async function run(steps: Step[], change: { limitMs?: number; cores?: number } = {}) {
  const options = { root: folder, node24: process.execPath, env: process.env, cores: 2, limitMs: 20_000, ...change }
  return closingLine(sum(await runSteps(steps, { ...options, say: (line) => said.push(line) })))
}

describe('the steps of the gate', () => {
  it('say one line each while they pass, and nothing of what they printed', async () => {
    expect(await run([aStep('lint', `console.log('secret')`), aStep('format', '')])).toBe('2 passed, 0 failed')
    expect(said).toHaveLength(2)
    expect(said.join()).not.toContain('secret')
  })

  it('show everything a failing step printed, and go on with the others', async () => {
    expect(await run([aStep('lint', `console.error('line 7'); process.exit(1)`), aStep('format', '')])).toBe(
      '1 passed, 1 failed',
    )
    expect(said.join('\n')).toContain('line 7')
  })

  it('do not start after a step they need has failed, and count as failed', async () => {
    const steps = [
      aStep('build', 'process.exit(1)'),
      aStep('tests', `require('fs').writeFileSync('ran', '')`, { after: ['build'] }),
    ]
    expect(await run(steps)).toBe('0 passed, 2 failed')
    expect(said).toContain('✗ tests: not run, because of build')
  })

  it('run side by side only as far as there are cores', async () => {
    const overlap = `const fs = require('fs'); if (fs.existsSync('busy')) process.exit(1)
      fs.writeFileSync('busy', ''); setTimeout(() => fs.rmSync('busy'), 200)`
    const steps = [aStep('a', overlap, { cores: 2 }), aStep('b', overlap, { cores: 2 }), aStep('c', overlap)]
    expect(await run(steps)).toBe('3 passed, 0 failed')
  })

  it('are killed with everything they started when they hang', async () => {
    // The grandchild holds the step's output: as long as it lives, the step has not ended.
    const hang = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'],
      { stdio: 'inherit' }); setInterval(() => {}, 1000)`
    expect(await run([aStep('stuck', hang)], { limitMs: 1000 })).toBe('0 passed, 1 failed')
    expect(said.join()).toContain('Killed after')
    expect(said.join()).not.toContain('left something running')
  })

  it('fail when they leave something running that holds their output', async () => {
    const leave = `require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 5000)'],
      { stdio: 'inherit', detached: true }).unref()`
    expect(await run([aStep('leaky', leave)])).toBe('0 passed, 1 failed')
    expect(said.join()).toContain('left something running')
  })
})

describe('the sum of a test run', () => {
  function runVitest(tests: string, expected: RegExp[] = []) {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
    writeFileSync(join(folder, 'a.test.mjs'), `import { expect, it } from 'vitest'\n${tests}`)
    const report = join(folder, 'report.json')
    const args = ['run', '--root', folder, '--reporter=json', `--outputFile.json=${report}`]
    const done = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args])
    return closingLine(tallyOf(report, done.status ?? 1, expected))
  }

  it('tells passed, failed and skipped tests apart', () => {
    const tests = `it('a', () => {}); it('b', () => expect(1).toBe(2)); it.skip('c', () => {}); it.todo('d')
      it('e', (test) => test.skip())`
    expect(runVitest(tests)).toBe('1 passed, 1 failed, 3 skipped')
  })

  it('counts a project without a test', () => {
    expect(runVitest(`it('a', () => {})`, [/a\.test/, /\/e2e\//])).toBe('1 passed, 1 failed')
  })

  it('counts a file that does not load', () => {
    expect(runVitest(`throw new Error('no')`)).toBe('0 passed, 1 failed')
  })

  it('counts an error outside any test', () => {
    expect(runVitest(`it('a', () => { setTimeout(() => { throw new Error('later') }) })`)).toBe('1 passed, 1 failed')
  })

  it('counts a run that wrote no report, or ran nothing', () => {
    expect(tallyOf(join(folder, 'absent.json'), 0)).toMatchObject({ failed: 1 })
    expect(runVitest('')).toBe('0 passed, 1 failed')
  })
})
