import { ORPCError } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import { errorKinds, InterlockError } from '#schemas'
import { EXIT, exitCodeOf } from './exit-codes.ts'
import { CliError, failureLines, failureOf } from './failure.ts'
import { typed } from './typed.ts'

const gone = new InterlockError('job_not_found', { id: 'job-1' })

describe('failureOf', () => {
  it('reads a failure of an own core', () => {
    expect(failureOf(gone)).toEqual({
      code: 'job_not_found',
      message: 'There is no job job-1.',
      remedy: gone.remedy,
      data: { id: 'job-1' },
    })
  })

  it('reads the same failure when it crossed the API', () => {
    const crossed = new ORPCError(gone.code, {
      message: gone.message,
      data: { remedy: gone.remedy, data: gone.data },
    })
    expect(failureOf(crossed)).toEqual(failureOf(gone))
  })

  it('reads its own failures and what nobody expected', () => {
    expect(failureOf(new CliError('no_core', 'Nothing runs.', 'Start it.'))).toEqual({
      code: 'no_core',
      message: 'Nothing runs.',
      remedy: 'Start it.',
      data: {},
    })
    expect(failureOf(new TypeError('x is not a function'))).toMatchObject({ code: 'internal' })
    expect(failureOf('text')).toMatchObject({ code: 'internal' })
    // A system error has a code of its own, which is none of ours.
    expect(failureOf(Object.assign(new Error('read EIO'), { code: 'EIO' }))).toMatchObject({ code: 'internal' })
  })

  it('knows a core that left while it was asked', () => {
    const gone = (code: string, syscall: string) => Object.assign(new Error(code), { code, syscall })
    expect(failureOf(gone('ECONNRESET', 'read'))).toMatchObject({ code: 'no_core' })
    expect(failureOf(gone('ENOENT', 'connect'))).toMatchObject({ code: 'no_core' })
    expect(failureOf(gone('ENOENT', 'open'))).toMatchObject({ code: 'internal' })
  })

  it('names commands as they are typed here, also those of the core', () => {
    const { remedy } = failureOf(new InterlockError('user_refused', {}))
    expect(remedy).toContain(`Run ${typed('open')} as the user`)
    expect(remedy).not.toContain('`interlock open`')
  })

  it('says the sentence and then what to do', () => {
    expect(failureLines(failureOf(gone))).toEqual([gone.message, gone.remedy])
  })
})

describe('exitCodeOf', () => {
  it.each([
    ['invalid_input', EXIT.usage],
    ['no_core', EXIT.noCore],
    ['job_conflict', EXIT.conflict],
    ['storage_failed', EXIT.storage],
    ['job_not_found', EXIT.failed],
    ['of_a_newer_core', EXIT.failed],
  ])('ends a failure %s with %i', (code, exit) => {
    expect(exitCodeOf(code)).toBe(exit)
  })

  it.each([
    [[400, 413, 422], EXIT.usage],
    [[500, 507], EXIT.storage],
  ])('ends every failure with HTTP status %j with %i', (statuses, exit) => {
    const codes = Object.entries(errorKinds).flatMap(([code, { status }]) => (statuses.includes(status) ? [code] : []))
    expect(codes.filter((code) => exitCodeOf(code) !== exit)).toEqual([])
  })
})
