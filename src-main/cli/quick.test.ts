import { expect, it } from 'vitest'
import { statusArguments } from './quick.ts'

it('knows status with the options of every command, in any order', () => {
  expect(statusArguments(['status'])).toEqual({ home: undefined, json: false })
  expect(statusArguments(['--home', '/data', 'status', '--json'])).toEqual({ home: '/data', json: true })
})

it('leaves everything else to the parser', () => {
  for (const args of [
    [],
    ['status', 'x'],
    ['status', '--home'],
    ['status', '--help'],
    ['health'],
    ['status', 'status'],
  ])
    expect(statusArguments(args)).toBeUndefined()
})
