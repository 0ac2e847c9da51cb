import { expect, it } from 'vitest'
import { refuseInApplication } from './application.ts'

it('refuses to start work where the program is the application, and nowhere else', () => {
  expect(() => refuseInApplication('start a worker', { node: '24.21.0', electron: '45.4.1' })).toThrow(
    'The command line of the application cannot start a worker: none of its processes is a Node.',
  )
  expect(() => refuseInApplication('start a worker', { node: '24.21.0' })).not.toThrow()
})
