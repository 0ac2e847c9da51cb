import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { InterlockError } from '#schemas'
import { socketOf } from '#server/client'
import { coreSourceOf, type OwnCore } from './core-source.ts'

it('waits for no core that takes connections and does not answer', async () => {
  const home = mkdtempSync(join(tmpdir(), 'interlock-source-'))
  const path = socketOf(home) ?? ''
  mkdirSync(dirname(path))
  const server = createServer().listen(path)
  onTestFinished(() => {
    server.close()
    rmSync(home, { recursive: true })
  })
  const own: OwnCore = {
    stopAsked: new AbortController().signal,
    server: { connect: () => ({ receive: () => Promise.resolve(), close: () => undefined }) },
    close: () => Promise.resolve(),
  }
  let tries = 0
  const open = () => {
    tries += 1
    if (tries === 1) return Promise.reject(new InterlockError('core_already_running', { home, pid: 1 }))
    return Promise.resolve(own)
  }
  const source = coreSourceOf({ home, root: home, version: '1.0.0', command: 'interlock' }, 20)
  expect(await source.openUnlessLive(open)).toBe(own)
  expect(tries).toBe(2)
})
