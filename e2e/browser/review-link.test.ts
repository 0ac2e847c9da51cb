import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Artifact } from '#schemas'
import {
  aDaemon,
  aJob,
  expectAccessible,
  expectShown,
  openConsole,
  picture,
  settledJob,
  type TestDaemon,
} from './harness/index.ts'

/** A daemon in which one document was made. */
async function aDocument(): Promise<{ daemon: TestDaemon; artifact: Artifact }> {
  const daemon = await aDaemon()
  writeFileSync(join(daemon.workspace, 'README.md'), '# Notes\n')
  execFileSync('git', ['init', '-q'], { cwd: daemon.workspace })
  execFileSync('git', ['add', '.'], { cwd: daemon.workspace })
  await settledJob(daemon, (await daemon.core.jobs.enqueue(aJob())).job.id)
  const artifact = (await daemon.core.artifacts.list({})).items.find(({ kind }) => kind === 'document')
  if (artifact === undefined) throw new Error('No document was made.')
  return { daemon, artifact }
}

it('marks a target that a link names, and promotes to it only after its change was looked at', async () => {
  const { daemon, artifact } = await aDocument()
  const page = await openConsole(daemon, {
    width: 1600,
    at: `/review?id=${artifact.id}&into=demo&to=from-a-link.md&diff=1`,
  })
  await expectShown(page.getByText(/^The target comes from the link/))
  // The link asks for the change too, but looking is for the reader.
  await expectShown(page.locator('button:not([aria-disabled])').filter({ hasText: /^Show the change/ }))
  await expectAccessible(page)
  await page.keyboard.press('p')
  await expectShown(page.getByText('The target comes from the link: from-a-link.md in demo'))
  expect(existsSync(join(daemon.workspace, 'from-a-link.md'))).toBe(false)
  await expectShown(page.locator('button:not([aria-disabled])').filter({ hasText: /^Promote: 1 file/ }))
  await page.keyboard.press('p')
  await expectShown(page.getByText('1 artifact promoted.'))
  expect(existsSync(join(daemon.workspace, 'from-a-link.md'))).toBe(true)
})

it('sets aside the record of a promotion whose file was changed since, and leaves the file alone', async () => {
  const { daemon, artifact } = await aDocument()
  const page = await openConsole(daemon, {
    width: 1600,
    at: `/review?id=${artifact.id}&state=all&into=demo&to=notes.md`,
  })
  const decide = (name: RegExp) =>
    page.getByRole('group', { name: 'Decide' }).locator('button:not([aria-disabled])').filter({ hasText: name })
  await decide(/^Show the change/).click()
  await decide(/^Promote: 1 file/).click()
  await expectShown(page.getByText('1 artifact promoted.'))
  const file = join(daemon.workspace, 'notes.md')
  writeFileSync(file, 'edited by hand\n')
  await page.goto(new URL(`/review?id=${artifact.id}&state=all`, page.url()).href)
  await decide(/^Undo promotion/).click()
  await expectShown(page.getByText(/The file stays as it is now, and the evidence says so\./))
  await expectAccessible(page)
  await picture(page, 'review-undo-refused')
  await page.getByRole('button', { name: 'Set aside the record only' }).click()
  await expectShown(page.getByText('1 artifact no longer promoted; its file is as it was left.'))
  await expectShown(decide(/^Accept/))
  expect(readFileSync(file, 'utf8')).toBe('edited by hand\n')
})

it('says an undo that was refused on whatever page one is by then', async () => {
  const { daemon, artifact } = await aDocument()
  const page = await openConsole(daemon, { width: 1600, at: `/review?id=${artifact.id}` })
  await page
    .getByRole('group', { name: 'Decide' })
    .locator('button:not([aria-disabled])')
    .filter({ hasText: /^Accept/ })
    .click()
  await expectShown(page.getByText('1 artifact accepted, not trusted.'))
  const { artifact: now } = await daemon.core.artifacts.get({ id: artifact.id })
  await daemon.core.artifacts.decide({ items: [{ id: now.id, revision: now.revision }], act: 'archive' })
  await page.getByRole('link', { name: 'Jobs' }).first().click()
  await page.waitForURL(/\/jobs/)
  await page.getByRole('button', { name: /^Undo/ }).click()
  await expectShown(page.locator('[role="status"]').filter({ hasText: /changed|revision|again/i }))
  expect((await daemon.core.artifacts.get({ id: artifact.id })).artifact.state).toBe('archived')
})
