import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { exitOf, within } from './exit-of.ts'

it.each(['process.exit(3)', 'process.kill(process.pid)'])(
  'knows the end of a process that ended before: %s',
  async (code) => {
    const child = spawn(process.execPath, ['-e', code], { stdio: 'ignore' })
    await once(child, 'exit')
    expect(await within(1000, exitOf(child))).toBe(true)
  },
)

it('knows that a process never began', async () => {
  expect(await within(1000, exitOf(spawn('/nowhere/at/all', { stdio: 'ignore' })))).toBe(true)
})
