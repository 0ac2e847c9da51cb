import { describe, expect, it } from 'vitest'
import { closeWaysIn, requireSandbox, type Switches } from './switches.ts'

function started(names: string[], over: Partial<Switches> = {}) {
  const left = new Set(names)
  const commandLine = {
    hasSwitch: (name: string) => left.has(name),
    removeSwitch: (name: string) => void left.delete(name),
  }
  return { left, switches: { commandLine, isPackaged: true, isInspected: false, ...over } }
}

const OPEN = ['remote-debugging-port', 'remote-debugging-pipe', 'lang']

describe('the shipped application', () => {
  it('lets nobody into its pages, whatever it is started with', () => {
    const { left, switches } = started(OPEN)
    closeWaysIn(switches)
    expect([...left]).toEqual(['lang'])
  })

  it('shows no page without the sandbox of Chromium', () => {
    expect(() => requireSandbox(started(['no-sandbox']).switches)).toThrow('--no-sandbox')
    expect(() => requireSandbox(started(['lang']).switches)).not.toThrow()
  })
})

it.each([{ isInspected: true }, { isPackaged: false }])(
  'what is built for tests or from source is left alone: %j',
  (over) => {
    const { left, switches } = started([...OPEN, 'no-sandbox'], over)
    closeWaysIn(switches)
    expect([...left]).toEqual([...OPEN, 'no-sandbox'])
    expect(() => requireSandbox(switches)).not.toThrow()
  },
)
