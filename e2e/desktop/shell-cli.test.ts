import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aDaemonProcess } from '../support/daemon.ts'
import { aFolder } from '../support/test-core.ts'
import { startedByHand } from './harness/index.ts'

/** The application where there is no display. */
function start(...args: string[]) {
  return spawnSync(...startedByHand(...args), {
    encoding: 'utf8',
    env: { ...process.env, STANDIN_NODE: process.execPath, DISPLAY: '', WAYLAND_DISPLAY: '' },
  })
}

/** As a command line. */
const cli = (...args: string[]) => start('cli', ...args)

describe('the application as a command line', () => {
  it('answers from a live core, without a window or a display', async () => {
    const daemon = await aDaemonProcess()
    const { status, stdout } = cli('--home', daemon.home, '--json', 'status')
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ live: true, core: { pid: daemon.pid } })
  })

  it('passes its exit code on, and complains on stderr', () => {
    const { status, stdout, stderr } = cli('--home', aFolder('home'), 'jobs', 'show', 'job-none')
    expect(status).not.toBe(0)
    expect(stdout).toBe('')
    expect(stderr).not.toBe('')
    expect(cli('no-such-command').status).toBe(2)
  })
})

it('says in words why it cannot start, and ends, also before it is ready', () => {
  const file = join(aFolder('home'), 'file')
  writeFileSync(file, '')
  const { status, stderr } = start('--home', join(file, 'home'))
  expect(status).toBe(1)
  expect(stderr).toContain(`The data directory ${join(file, 'home')} cannot be used: ENOTDIR.`)
  expect(stderr).not.toMatch(/^ +at /m)
})
