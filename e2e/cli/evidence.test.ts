import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { aFolder } from '../support/test-core.ts'
import { aTerminal } from './terminal.ts'

describe('interlock demo', () => {
  it('runs three jobs on real files and proves it', async () => {
    const { run, home } = aTerminal()
    const demo = await run('demo', '--json')
    expect(demo.code).toBe(0)
    const report = demo.value()
    expect(report).toMatchObject({
      ok: true,
      ledger_path: join(home, 'interlock.db'),
      workspace: { name: 'demo', path: join(home, 'demo-workspace') },
      verification: { ok: true },
    })
    expect(report.jobs).toContainEqual(expect.objectContaining({ tests: 12, tests_passed: 12 }))
    expect(report.jobs).toContainEqual(
      expect.objectContaining({
        files_considered: 12,
        hits: expect.arrayContaining([{ path: 'docs/accuracy.md', keywords: ['risk'] }]),
      }),
    )

    const [{ id }] = report.jobs
    const rows = (await run('evidence', 'show', id.slice(-8), '--json')).value()
    expect(rows.map(({ kind }: { kind: string }) => kind)).toEqual(
      expect.arrayContaining(['job.enqueued', 'run.claimed', 'run.finished']),
    )
    const lines = (await run('evidence', 'show', id)).stdout
    expect(lines).toContain(rows[0].hash.slice(0, 12))

    const again = await run('demo')
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('12 of 12 tests passed') })
    expect(again.stdout).toMatch(/`.+ evidence show \S+`/)
  })
})

describe('interlock evidence', () => {
  it('finds a row that was changed', async () => {
    const { run, home } = aTerminal()
    await run('kill')
    expect(await run('evidence', 'verify')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('The chain verifies'),
    })

    const database = new Database(join(home, 'interlock.db'))
    const triggers = database
      .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")
      .all()
    for (const { name } of triggers) database.exec(`DROP TRIGGER "${name}"`)
    database.exec("UPDATE event SET actor = 'nobody' WHERE seq = 2")
    database.close()
    const found = await run('evidence', 'verify', '--json')
    expect(found.code).toBe(1)
    expect(found.value()).toMatchObject({ ok: false, first_bad: { seq: 2 } })
  })

  it('writes a bundle into a new folder, and into no other', async () => {
    const { run } = aTerminal()
    await run('kill')
    const target = join(aFolder('bundle'), 'new')
    const written = await run('evidence', 'export', '--to', target, '--json')
    expect(written.value()).toMatchObject({ path: target, events: expect.any(Number) })
    expect(existsSync(target) && readdirSync(target).length).toBeGreaterThan(1)
    expect((await run('evidence', 'export', '--to', target)).code).toBe(4)
  })
})

describe('interlock health', () => {
  it('says what is wrong in DALI’s members and more', async () => {
    const { run } = aTerminal()
    await run('kill')
    const health = (await run('health', '--json')).value()
    expect(health).toMatchObject({
      kill_switch: true,
      model_stub_mode: expect.any(Boolean),
      events: expect.any(Number),
    })
    expect((await run('health')).stdout).toContain('kill switch engaged')
  })
})
