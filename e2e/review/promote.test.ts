import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aSmallDisk, canMount } from '../support/small-disk.ts'
import { compareTables } from '../evidence/rebuild/stored-tables.ts'
import { aScript, BUDGETS } from '../support/jobs.ts'
import { aFolder } from '../support/test-core.ts'
import { enqueued, eventsOf, inState } from '../support/wait.ts'
import {
  aDocument,
  aReview,
  contentOf,
  now,
  planned,
  promote,
  promoted,
  refusedPlan,
  undo,
} from '../support/reviews.ts'

function leftovers(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.tmp'))
}

describe('promoting to a file of a workspace', () => {
  it('makes a new file, shows it first, and undo removes it', async () => {
    const { core, home, workspace, artifact } = await aReview()
    const plan = await planned(core, artifact, 'notes.md')
    expect(plan.effects).toMatchObject([
      { act: 'create', path: 'notes.md', size_before: null, size_after: artifact.size },
    ])
    expect(plan.effects[0]?.diff.hunks[0]?.lines.every((line) => line.startsWith('+'))).toBe(true)
    expect(existsSync(join(workspace, 'notes.md'))).toBe(false)

    const { done } = await promote(core, plan, 'reads well')
    expect(done).toMatchObject([
      { state: 'promoted', note: 'reads well', undo_to: 'needs_review', decided_by: 'operator' },
    ])
    expect(readFileSync(join(workspace, 'notes.md'), 'utf8')).toBe(await contentOf(core, artifact))
    expect(leftovers(workspace)).toEqual([])

    const back = await undo(core, now(core, artifact))
    expect(back.done).toMatchObject([{ state: 'needs_review' }])
    expect(existsSync(join(workspace, 'notes.md'))).toBe(false)
    const kinds = (await eventsOf(core, { job: artifact.job_id })).map((event) => event.kind)
    expect(kinds.slice(kinds.indexOf('artifact.promotion_begun'))).toEqual([
      'artifact.promotion_begun',
      'artifact.promoted',
      'artifact.undo_begun',
      'artifact.promotion_undone',
    ])
    const { stored, rebuilt } = compareTables(home)
    expect(rebuilt).toEqual(stored)
  })

  it('changes a file, keeps its mode, and undo puts back what was there to the byte', async () => {
    const { core, workspace, artifact } = await aReview()
    const file = join(workspace, 'script.sh')
    writeFileSync(file, '#!/bin/sh\necho old\r\n')
    chmodSync(file, 0o751)
    const plan = await planned(core, artifact, 'script.sh')
    expect(plan.effects[0]).toMatchObject({ act: 'change', size_before: 20 })
    expect(plan.effects[0]?.diff.hunks[0]?.lines).toContain('-echo old\r')
    const after = await promoted(core, artifact, 'script.sh')
    expect(statSync(file).mode & 0o777).toBe(0o751)
    await undo(core, after)
    expect(readFileSync(file, 'utf8')).toBe('#!/bin/sh\necho old\r\n')
    expect(statSync(file).mode & 0o777).toBe(0o751)
  })

  it('goes back to accepted where it was accepted before', async () => {
    const { core, artifact } = await aReview()
    const { done } = await core.artifacts.decide({ items: [artifact], act: 'accept' }, 'operator')
    const after = await promoted(core, done[0]!, 'a.md')
    expect((await undo(core, after)).done).toMatchObject([{ state: 'accepted' }])
  })

  it('is one promotion when asked for twice', async () => {
    const { core, artifact } = await aReview()
    const plan = await planned(core, artifact, 'a.md')
    const [first, second] = await Promise.all([promote(core, plan), promote(core, plan)])
    expect(first.done).toEqual(second.done)
    expect(await eventsOf(core, { kind: ['artifact.promoted'] })).toHaveLength(1)
  })

  it('works while every slot is busy', async () => {
    const { core, artifact, workspace } = await aReview()
    const long = await enqueued(core, aScript('sleep 60', { budgets: { ...BUDGETS, max_wall_time_sec: 60 } }))
    await inState(core, long, 'running')
    await promoted(core, artifact, 'a.md')
    expect(existsSync(join(workspace, 'a.md'))).toBe(true)
    await core.jobs.cancel(long, 'operator')
  })
})

describe('what is refused', () => {
  it.each([
    ['../outside.md', 'goes up'],
    ['/etc/passwd', 'is absolute'],
    ['a//b.md', 'not written plainly'],
    ['.git/hooks/pre-commit', 'kept for secrets or for git'],
    ['.env', 'kept for secrets or for git'],
    ['.ENV.local', 'kept for secrets or for git'],
    ['sub/.g\u200cit/config', 'kept for secrets or for git'],
    ['id_ed25519', 'kept for secrets or for git'],
    ['.\u017fsh/config', 'kept for secrets or for git'],
    ['a\u0000b', 'control character'],
    ['a\nb.md', 'control character'],
    [`${'x'.repeat(256)}.md`, 'longer than'],
    ['missing/notes.md', 'The folder "missing" does not exist'],
    ['folder', 'not a regular file'],
    ['link.md', 'symbolic link'],
    ['linked/notes.md', 'symbolic link'],
    ['hard.md', 'hard links'],
    ['picture.bin', 'is no text'],
    ['latin.txt', 'is no text'],
    ['huge.txt', 'the limit is 4 MiB'],
  ])('the path %j: %s', async (path, why) => {
    const { core, workspace, artifact } = await aReview()
    const outside = aFolder('outside')
    writeFileSync(join(outside, 'secret'), 'mine\n')
    mkdirSync(join(workspace, 'folder'))
    symlinkSync(join(outside, 'secret'), join(workspace, 'link.md'))
    symlinkSync(outside, join(workspace, 'linked'))
    linkSync(join(outside, 'secret'), join(workspace, 'hard.md'))
    writeFileSync(join(workspace, 'picture.bin'), Buffer.from([1, 0, 2]))
    writeFileSync(join(workspace, 'latin.txt'), Buffer.from([0x66, 0xfc, 0x72]))
    writeFileSync(join(workspace, 'huge.txt'), 'x'.repeat(5 * 1024 * 1024))
    const refusal = await refusedPlan(core, artifact, path)
    expect(refusal).toMatchObject({ id: artifact.id, code: 'promotion_refused' })
    expect(core.artifacts.get(artifact.id).artifact).toMatchObject({ state: 'needs_review', revision: 0, busy: false })
    expect(refusal.message).toContain(why)
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('mine\n')
  })

  it('a path with odd characters is none of them', async () => {
    const { core, workspace, artifact } = await aReview()
    const path = 'ünï \u202e “quoted” $(rm) 🦊.md'
    await promoted(core, artifact, path)
    expect(readFileSync(join(workspace, path), 'utf8')).toBe(await contentOf(core, artifact))
  })

  it('a target that changed since the plan, of which nothing is kept', async () => {
    const { core, home, workspace, artifact } = await aReview()
    const file = join(workspace, 'notes.md')
    const large = 'two\n'.repeat(30_000)
    writeFileSync(file, 'one\n')
    const plan = await planned(core, artifact, 'notes.md')
    writeFileSync(file, large)
    expect((await promote(core, plan)).refused).toMatchObject([{ code: 'promotion_stale' }])
    expect(readFileSync(file, 'utf8')).toBe(large)
    expect(readdirSync(join(home, 'blobs'))).toEqual([])
    expect(now(core, artifact)).toMatchObject({ state: 'needs_review', busy: false })
  })

  it('a file that came into being since the plan', async () => {
    const { core, workspace, artifact } = await aReview()
    const plan = await planned(core, artifact, 'notes.md')
    writeFileSync(join(workspace, 'notes.md'), 'mine\n')
    expect((await promote(core, plan)).refused).toMatchObject([{ code: 'promotion_stale' }])
    expect(readFileSync(join(workspace, 'notes.md'), 'utf8')).toBe('mine\n')
  })

  it('a link that was put in the way since the plan', async () => {
    const { core, workspace, artifact } = await aReview()
    const outside = aFolder('outside')
    mkdirSync(join(workspace, 'docs'))
    const plan = await planned(core, artifact, 'docs/notes.md')
    renameSync(join(workspace, 'docs'), join(workspace, 'was-docs'))
    symlinkSync(outside, join(workspace, 'docs'))
    expect((await promote(core, plan)).refused).toMatchObject([{ code: 'promotion_refused' }])
    expect(readdirSync(outside)).toEqual([])
  })

  it('a folder that is another of the same name since the plan', async () => {
    const { core, workspace, artifact } = await aReview()
    mkdirSync(join(workspace, 'docs'))
    const plan = await planned(core, artifact, 'docs/notes.md')
    renameSync(join(workspace, 'docs'), join(workspace, 'was-docs'))
    mkdirSync(join(workspace, 'docs'))
    expect((await promote(core, plan)).refused).toMatchObject([{ code: 'promotion_stale' }])
    expect(readdirSync(join(workspace, 'docs'))).toEqual([])
  })

  it('a workspace whose folder became a link, or stands for another folder now', async () => {
    const { core, workspace, artifact } = await aReview()
    const other = aFolder('other')
    const plan = await planned(core, artifact, 'notes.md')
    await core.workspaces.remove({ name: 'demo', force: true }, 'operator')
    await core.workspaces.add({ path: other, name: 'demo' }, 'operator')
    expect((await promote(core, plan)).refused).toMatchObject([{ code: 'promotion_stale' }])
    expect(readdirSync(other)).toEqual([])

    await core.workspaces.remove({ name: 'demo', force: true }, 'operator')
    expect(await refusedPlan(core, artifact, 'notes.md')).toMatchObject({ code: 'workspace_not_found' })
    await core.workspaces.add({ path: workspace, name: 'demo' }, 'operator')
    renameSync(workspace, `${workspace}-moved`)
    symlinkSync(other, workspace)
    expect(await refusedPlan(core, artifact, 'notes.md')).toMatchObject({ code: 'promotion_refused' })
    rmSync(workspace)
    renameSync(`${workspace}-moved`, workspace)
    expect(readdirSync(other)).toEqual([])
  })

  it('a decision that did not see the one before', async () => {
    const { core, artifact } = await aReview()
    const plan = await planned(core, artifact, 'notes.md')
    await core.artifacts.decide({ items: [artifact], act: 'accept' }, 'operator')
    expect((await promote(core, plan)).refused).toMatchObject([{ code: 'artifact_stale' }])
    const again = await core.artifacts.decide({ items: [artifact], act: 'reject' }, 'cli')
    expect(again.refused).toMatchObject([{ code: 'artifact_stale' }])
  })

  it('everything that touches files, while the kill switch is engaged', async () => {
    const { core, workspace, artifact } = await aReview()
    const plan = await planned(core, artifact, 'notes.md')
    await core.killSwitch.engage({ hard: false }, 'operator')
    expect(await refusedPlan(core, artifact, 'notes.md')).toMatchObject({ code: 'kill_switch_engaged' })
    expect((await promote(core, plan)).refused).toMatchObject([{ code: 'kill_switch_engaged' }])
    // A decision touches nothing.
    const { done } = await core.artifacts.decide({ items: [artifact], act: 'accept' }, 'operator')
    expect(done).toHaveLength(1)
    await core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator')
    const after = await promoted(core, done[0]!, 'notes.md')
    await core.killSwitch.engage({ hard: false }, 'operator')
    expect((await undo(core, after)).refused).toMatchObject([{ code: 'kill_switch_engaged' }])
    expect(existsSync(join(workspace, 'notes.md'))).toBe(true)
  })

  it('an undo of a file that was changed or removed since', async () => {
    const { core, workspace, artifact } = await aReview()
    const file = join(workspace, 'notes.md')
    const after = await promoted(core, artifact, 'notes.md')
    writeFileSync(file, 'edited by hand\n')
    const refused = await undo(core, after)
    expect(refused.refused).toMatchObject([{ code: 'undo_refused' }])
    expect(refused.refused[0]?.message).toContain('changed after the promotion')
    expect(readFileSync(file, 'utf8')).toBe('edited by hand\n')
    expect(now(core, artifact)).toMatchObject({ state: 'promoted', busy: false })
    rmSync(file)
    expect((await undo(core, after)).refused[0]?.message).toContain('removed after the promotion')
  })

  it.each(['edited by hand\n', null])(
    'nothing when only the record is taken back, whatever lies there: %j',
    async (text) => {
      const { core, home, workspace, artifact } = await aReview()
      const file = join(workspace, 'notes.md')
      const after = await promoted(core, artifact, 'notes.md')
      if (text === null) rmSync(file)
      else writeFileSync(file, text)
      const stale = { id: after.id, revision: after.revision - 1 }
      const refused = await core.artifacts.undo({ items: [stale], record_only: true }, 'operator')
      expect(refused.refused).toMatchObject([{ code: 'artifact_stale' }])
      const { done } = await core.artifacts.undo({ items: [after], record_only: true }, 'operator')
      expect(done).toMatchObject([{ state: 'needs_review', busy: false }])
      expect(existsSync(file) ? readFileSync(file, 'utf8') : null).toBe(text)
      const [event] = await eventsOf(core, { kind: ['artifact.promotion_undone'] })
      expect(event?.payload).toMatchObject({ artifact: after.id, file_left: true })
      expect(core.artifacts.get(after.id).promotions).toMatchObject([{ state: 'undone' }])
      await promoted(core, done[0]!, 'other.md')
      const { stored, rebuilt } = compareTables(home)
      expect(rebuilt).toEqual(stored)
    },
  )

  it('a core without workers', async () => {
    const { core, home, workspace, artifact } = await aReview()
    await core.close('test')
    const { openCore } = await import('../support/test-core.ts')
    const { core: idle } = await openCore({ home, workspace, slots: 0 })
    try {
      expect(await refusedPlan(idle, artifact, 'notes.md')).toMatchObject({ code: 'no_workers' })
    } finally {
      await idle.close('test')
    }
  })
})

describe.runIf(canMount)('a disk that does not take it', () => {
  it('full or read-only: refused with the reason, and the file is as it was', async () => {
    const disk = aSmallDisk(2)
    mkdirSync(disk.home)
    const { core, artifact } = await aReview({ workspace: disk.home })
    const file = join(disk.home, 'notes.md')
    writeFileSync(file, 'before\n')
    const plan = await planned(core, artifact, 'notes.md')
    disk.fill()
    expect((await promote(core, plan)).refused).toMatchObject([{ code: 'promotion_failed' }])
    disk.free()
    disk.setReadOnly(true)
    const refused = await promote(core, await planned(core, artifact, 'notes.md'))
    expect(refused.refused[0]?.message).toContain('read-only')
    disk.setReadOnly(false)
    expect(readFileSync(file, 'utf8')).toBe('before\n')
    expect(leftovers(disk.home)).toEqual([])
    expect(now(core, artifact)).toMatchObject({ state: 'needs_review', busy: false })
    await promoted(core, artifact, 'notes.md')
  })
})

it('decides about many, each alone', async () => {
  const { core, artifact } = await aReview()
  const other = await aDocument(core)
  const outcome = await core.artifacts.decide(
    { items: [artifact, { id: other.id, revision: 7 }, { id: 'art-missing', revision: 0 }], act: 'reject', note: 'no' },
    'operator',
  )
  expect(outcome.done).toMatchObject([{ id: artifact.id, state: 'rejected', note: 'no' }])
  expect(outcome.refused).toMatchObject([{ code: 'artifact_stale' }, { code: 'artifact_not_found' }])
  expect(core.status().needs_review).toBe((await core.artifacts.counts(undefined)).counts.needs_review)
})
