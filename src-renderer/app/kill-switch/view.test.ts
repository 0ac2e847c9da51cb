import { describe, expect, it } from 'vitest'
import type { KillSwitch } from '#schemas'
import { switchView } from './view.ts'

const aSwitch = (over: Partial<KillSwitch> = {}): KillSwitch => ({
  mode: 'released',
  since: '2025-11-20T10:42:07.000Z',
  source: 'operator',
  note: null,
  file_present: false,
  stopping: [],
  killed: [],
  waiting: 0,
  ended_ms: null,
  processes_ended: null,
  ...over,
})

describe('switchView', () => {
  it.each(['lost', 'connecting'] as const)('is unknown while contact is %s, whatever was known', (contact) => {
    expect(switchView(contact, aSwitch(), undefined).show).toBe('unknown')
    expect(switchView(contact, aSwitch({ mode: 'engaged' }), undefined).show).toBe('unknown')
  })

  it('is unknown before the core has said anything', () => {
    expect(switchView('live', undefined, undefined).show).toBe('unknown')
  })

  it('shows engaged only when the core has confirmed it', () => {
    expect(switchView('live', aSwitch(), 'engaged')).toEqual({ show: 'engaging', hard: false })
    expect(switchView('live', aSwitch({ mode: 'engaged' }), 'engaged').show).toBe('engaged')
    expect(switchView('live', aSwitch({ mode: 'engaged' }), 'engaged_hard')).toEqual({ show: 'engaging', hard: true })
    expect(switchView('live', aSwitch({ mode: 'engaged_hard' }), 'engaged').show).toBe('engaged_hard')
  })
})
