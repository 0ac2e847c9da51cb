import { limitTexts } from '#schemas/texts'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exceeded } from './run-end.ts'
import { createStop } from './stop.ts'

let folder: string
let killSwitchFile: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-stop-'))
  killSwitchFile = join(folder, 'KILL_SWITCH')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the stop of a run', () => {
  it('is not in the way while nothing asks for it', () => {
    const stop = createStop({ killSwitchFile })
    expect(() => stop.check('here')).not.toThrow()
  })

  it('ends at once when cancelled or shut down', () => {
    for (const [reason, state, code] of [
      ['cancel', 'cancelled', 'cancelled'],
      ['shutdown', 'killed', 'shutdown'],
    ] as const) {
      const stop = createStop({ killSwitchFile })
      stop.request(reason)
      expect(stop.signal.reason).toMatchObject({ state, code })
      expect(() => stop.check('here')).toThrow(expect.objectContaining({ state, code }))
    }
  })

  it('lets the step under way end when the kill switch is engaged, and no other begin', () => {
    const stop = createStop({ killSwitchFile })
    stop.request('kill_switch')
    expect(stop.signal.aborted).toBe(false)
    expect(() => stop.check('repo_index_step')).toThrow('kill_switch:repo_index_step')
  })

  it.each([
    ['a file', () => writeFileSync(killSwitchFile, '')],
    ['a folder', () => mkdirSync(killSwitchFile)],
  ])('takes %s for the kill switch, and does not forget it', (_what, make) => {
    const stop = createStop({ killSwitchFile })
    make()
    expect(() => stop.check('here')).toThrow('kill_switch:here')
    rmSync(killSwitchFile, { recursive: true })
    expect(() => stop.check('here')).toThrow('kill_switch:here')
  })

  it('takes a link to nothing for no kill switch, as DALI did', () => {
    symlinkSync(join(folder, 'nothing'), killSwitchFile)
    const stop = createStop({ killSwitchFile })
    expect(() => stop.check('here')).not.toThrow()
  })

  it('keeps the first cause that ended the run', () => {
    const stop = createStop({ killSwitchFile })
    stop.request('kill_switch')
    stop.end(exceeded('max_output_bytes'))
    stop.request('cancel')
    expect(stop.signal.reason).toMatchObject({ code: 'max_output_bytes' })
    expect(() => stop.check('here')).toThrow(limitTexts.max_output_bytes)
  })
})
