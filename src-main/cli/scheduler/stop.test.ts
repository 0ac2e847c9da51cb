import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { createOutput } from '../output/output.ts'
import { writeJson } from './files.ts'
import { placesOf } from './places.ts'
import { stop } from './stop.ts'

it('is done where the process ended between the look and the signal', async () => {
  const home = mkdtempSync(join(tmpdir(), 'interlock-stop-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'exit')
  const places = placesOf(home, {})
  writeJson(places.pid, { pid: child.pid ?? 0, started: 'boot-100', token: 'first' })

  const starts = ['boot-100']
  const said: string[] = []
  const to = { write: (text: string) => said.push(text) }
  const sight = { startOf: () => starts.shift(), exists: () => false }
  expect(await stop({ home, out: createOutput(true, to, to, {}) }, {}, sight)).toBe(EXIT.ok)
  expect(JSON.parse(said.join(''))).toMatchObject({ stopped: true, running: false })
  expect(existsSync(places.pid)).toBe(false)
})
