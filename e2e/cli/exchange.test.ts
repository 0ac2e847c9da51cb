import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aDaliRepository, claimRow, enqueueRow, goesOn, recordedLedger } from '../support/dali.ts'
import { aFolder } from '../support/test-core.ts'
import { aStartedCore, aTerminal } from './terminal.ts'

describe('interlock import dali', () => {
  it('says what would become of what, then does it, then has nothing left to do', async () => {
    const { run } = aTerminal()
    const { root } = aDaliRepository(recordedLedger('torn'))
    const dry = await run('import', 'dali', root, '--dry-run')
    expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was written.') })
    expect((await run('jobs', 'list', '--json')).value().items).toEqual([])

    const done = await run('import', 'dali', root)
    expect(done.code).toBe(0)
    expect(done.stdout).toMatch(/job-torn00001 +1 +queued +Held/)
    expect(done.stdout).toMatch(/job-torn00002 +2 +unread +Held/)
    expect(done.stdout).toContain('row 2')
    expect(done.stdout).toContain('2 jobs new (2 held)')

    const again = (await run('import', 'dali', root, '--json')).value()
    expect(again).toMatchObject({
      source: { root, rows: 2 },
      summary: { import: null, jobs: { added: 0, unchanged: 2 } },
      jobs: [{ id: 'job-torn00001' }, { id: 'job-torn00002' }],
      unreadable: [{ line: 2, problem: 'not_json', recovered: true }],
    })
  })

  it('refuses a DALI that works, says what to do, and imports once that is done', async () => {
    const { run } = await aStartedCore()
    const { root, killSwitch } = aDaliRepository(enqueueRow('job-busy0001') + claimRow('job-busy0001', 'w1', goesOn()))
    const refused = await run('import', 'dali', root)
    expect(refused).toMatchObject({ code: 4, stdout: '' })
    expect(refused.stderr).toContain('1 lease has not ended')
    expect(refused.stderr).toContain(killSwitch)
    writeFileSync(killSwitch, '')
    expect(await run('import', 'dali', root)).toMatchObject({ code: 0, stdout: expect.stringContaining('kill switch') })
    expect((await run('status', '--json')).value().kill_switch).toMatchObject({ mode: 'engaged', source: 'import' })
  })

  it('names what it cannot read', async () => {
    const { run } = aTerminal()
    const missing = await run('import', 'dali', join(aFolder(), 'nothing'), '--json')
    expect(missing.code).toBe(2)
    expect(missing.failure()).toMatchObject({
      code: 'import_source_unreadable',
      message: expect.stringContaining('nothing'),
    })
  })
})

describe('interlock export dali', () => {
  it('writes a file that can be imported elsewhere, and no file twice', async () => {
    const { run } = aTerminal()
    await run('import', 'dali', aDaliRepository(recordedLedger('seed-ledger')).root)
    const file = join(aFolder(), 'jobs.jsonl')
    const written = await run('export', 'dali', file)
    expect(written).toMatchObject({ code: 0, stdout: expect.stringContaining('Wrote 4 jobs in ') })
    expect(written.stdout).toContain('DALI would run 1 job of it.')
    const content = readFileSync(file, 'utf8')
    expect(await run('export', 'dali', file)).toMatchObject({ code: 4 })
    expect(readFileSync(file, 'utf8')).toBe(content)

    const elsewhere = aTerminal()
    await elsewhere.run('workspaces', 'add', aFolder(), '--name', 'here')
    const back = await elsewhere.run('import', 'dali', file, '--json')
    expect(back.value().summary).toMatchObject({ jobs: { added: 4 }, states: { succeeded: 3, held: 1 }, unreadable: 0 })
    expect((await run('export', 'dali', `${file}.none`, '--workspace', 'none')).code).toBe(2)
    expect(existsSync(`${file}.none`)).toBe(false)
  })
})
