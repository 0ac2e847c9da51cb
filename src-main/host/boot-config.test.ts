import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readBootConfig } from './boot-config.ts'

function homeWith(config?: string): string {
  const home = mkdtempSync(join(tmpdir(), 'interlock-config-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  if (config !== undefined) writeFileSync(join(home, 'config.json'), config)
  return home
}

it('has defaults where there is no file', () => {
  expect(readBootConfig(homeWith())).toEqual({ log_level: 'info' })
})

it('reads port, slots and log level, and leaves what belongs to others', () => {
  const config = '{ "port": 7800, "slots": 3, "log_level": "debug", "theme": "dark" }'
  expect(readBootConfig(homeWith(config))).toEqual({ port: 7800, slots: 3, log_level: 'debug' })
})

it('takes a folder of trust providers by its absolute path only', () => {
  expect(readBootConfig(homeWith('{ "trust_providers": "/srv/trust" }'))).toMatchObject({
    trust_providers: '/srv/trust',
  })
  expect(() => readBootConfig(homeWith('{ "trust_providers": "trust" }'))).toThrow('must be an absolute path')
})

it('names the field and its limit', () => {
  expect(() => readBootConfig(homeWith('{ "slots": 1000 }'))).toThrow(
    'This config.json cannot be accepted: slots must be at most 64; you gave 1,000.',
  )
})

it('says that it is no JSON, or cannot be read', () => {
  expect(() => readBootConfig(homeWith('port: 7800'))).toThrow('This config.json is not JSON')
  const home = homeWith()
  mkdirSync(join(home, 'config.json'))
  expect(() => readBootConfig(home)).toThrow('config.json cannot be read: EISDIR')
})
