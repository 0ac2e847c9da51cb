import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import type { Artifact, JobSpecInput } from '#schemas'
import { aJob, anIndex, aTestRun } from '../support/jobs.ts'
import { until } from '../support/wait.ts'
import {
  aDaemon,
  expectAccessible,
  expectGone,
  expectShown,
  expectFineInEveryLook,
  openConsole,
  picture,
  settledJob,
  type TestDaemon,
} from './harness/index.ts'

const TEXT = '# Notes\n\nThe release moved to Friday.\n'

interface Reviewed {
  readonly daemon: TestDaemon
  /** What was made, newest first. */
  readonly artifacts: () => Promise<Artifact[]>
}

/** A daemon whose jobs have made something. */
async function reviewed(...jobs: JobSpecInput[]): Promise<Reviewed> {
  const daemon = await aDaemon()
  writeFileSync(join(daemon.workspace, 'README.md'), TEXT)
  mkdirSync(join(daemon.workspace, 'docs'))
  writeFileSync(join(daemon.workspace, 'docs', 'plan.md'), 'A plan.\n')
  execFileSync('git', ['init', '-q'], { cwd: daemon.workspace })
  execFileSync('git', ['add', '.'], { cwd: daemon.workspace })
  for (const job of jobs) await settledJob(daemon, (await daemon.core.jobs.enqueue(job)).job.id)
  return { daemon, artifacts: async () => (await daemon.core.artifacts.list({})).items }
}

async function theDocument({ artifacts }: Reviewed): Promise<Artifact> {
  const found = (await artifacts()).find(({ kind }) => kind === 'document')
  if (found === undefined) throw new Error('No document was made.')
  return found
}

/** Waits until the buttons that decide live, as a reader does. */
async function awake(page: Page, name: RegExp): Promise<void> {
  const bar = page.getByRole('group', { name: 'Decide' })
  await expectShown(bar.locator('button:not([aria-disabled])').filter({ hasText: name }))
}

async function inState({ daemon }: Reviewed, { id }: Artifact, state: Artifact['state']): Promise<void> {
  await until(`${id} is ${state}`, async () => (await daemon.core.artifacts.get({ id })).artifact.state === state)
}

it('promotes by mouse after showing the change, and takes it back', async () => {
  const bed = await reviewed(aJob())
  const artifact = await theDocument(bed)
  const file = join(bed.daemon.workspace, 'notes.md')
  writeFileSync(file, 'The release moved to Thursday. \n')
  const page = await openConsole(bed.daemon, { width: 1600, at: '/review' })
  await expectShown(page.getByRole('heading', { name: 'Notes' }))
  await page.getByRole('textbox', { name: 'File' }).fill('notes.md')
  await expectShown(page.getByText(/Changes notes\.md in demo/))
  await page.getByRole('button', { name: /^Show the change/ }).click()
  await expectShown(page.getByRole('group', { name: 'Change of notes.md' }).getByText('The release moved to Friday.'))
  expect(readFileSync(file, 'utf8')).toContain('Thursday')

  await awake(page, /^Promote: 1 file/)
  await page.getByRole('button', { name: /^Promote: 1 file/ }).click()
  await expectShown(page.getByText('1 artifact promoted.'))
  await inState(bed, artifact, 'promoted')
  expect(readFileSync(file, 'utf8')).toContain('The release moved to Friday.')

  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await inState(bed, artifact, 'needs_review')
  expect(readFileSync(file, 'utf8')).toBe('The release moved to Thursday. \n')
})

it('does all of it by keyboard', async () => {
  const bed = await reviewed(anIndex(), aJob())
  const artifact = await theDocument(bed)
  const page = await openConsole(bed.daemon, { at: '/' })
  await expectShown(page.getByRole('link', { name: 'Review' }))
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await expectShown(page.getByRole('heading', { name: 'Notes' }))
  await page.keyboard.press('e')
  await page.keyboard.type('by-keyboard.md')
  await page.keyboard.press('Escape')
  await expectShown(page.getByText(/New file by-keyboard\.md/))
  await page.keyboard.press('d')
  await expectShown(page.getByRole('group', { name: 'Change of by-keyboard.md' }))
  await awake(page, /^Promote: 1 file/)
  await page.keyboard.press('p')
  await inState(bed, artifact, 'promoted')
  expect(existsSync(join(bed.daemon.workspace, 'by-keyboard.md'))).toBe(true)

  // The next that is undecided has come; one goes back with k.
  await expectShown(page.getByRole('heading', { name: /^(Index|Summary) of job/ }))
  await until('the promoted one is open again', async () => {
    const before = page.url()
    await page.keyboard.press('k')
    // Nothing moves while the list is still on its way; once it moves, a second press would go too far.
    await page.waitForURL((url) => url.href !== before, { timeout: 1000 }).catch(() => undefined)
    return page.url().includes(artifact.id)
  })
  await awake(page, /^Undo promotion/)
  await page.keyboard.press('z')
  await inState(bed, artifact, 'needs_review')
  await awake(page, /^Reject/)
  await page.keyboard.press('n')
  await page.keyboard.type('too long')
  await page.keyboard.press('Control+Enter')
  await expectShown(page.getByText('Note: too long'))
  await awake(page, /^Reject/)
  await page.keyboard.press('r')
  await inState(bed, artifact, 'rejected')
})

it('keeps the focus on the artifact that the next key decides about, and takes the last decision back', async () => {
  const bed = await reviewed(anIndex(), aJob())
  const [, second, third] = await bed.artifacts()
  const page = await openConsole(bed.daemon, { at: '/' })
  await expectShown(page.getByRole('link', { name: 'Review' }))
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await awake(page, /^Reject/)
  await page.keyboard.press('j')
  await page.waitForURL((url) => url.href.includes(second!.id))
  await awake(page, /^Accept/)
  await page.keyboard.press('a')
  await inState(bed, second!, 'accepted')
  await page.waitForURL((url) => url.href.includes(third!.id))
  const ringed = page.locator('[role="row"]:focus')
  await expectShown(ringed.and(page.locator('[aria-current="true"]')))
  expect(await ringed.getAttribute('aria-rowindex')).toBe('4')

  await awake(page, /^Accept/)
  await page.keyboard.press('z')
  await inState(bed, second!, 'needs_review')
  await awake(page, /^Reject/)
  await page.keyboard.press('r')
  await inState(bed, third!, 'rejected')
  expect((await bed.daemon.core.artifacts.get({ id: second!.id })).artifact.state).toBe('needs_review')
})

it('is one column where there is little room: the list, an artifact, and back', async () => {
  const bed = await reviewed(anIndex(), aJob())
  const [first] = await bed.artifacts()
  const page = await openConsole(bed.daemon, { width: 450, height: 400, at: '/review' })
  const list = page.getByRole('grid', { name: /^Artifacts/ })
  await expectShown(list)
  expect(await page.getByRole('group', { name: 'Decide' }).count()).toBe(0)
  await expectAccessible(page)
  await picture(page, 'review-450-list')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await awake(page, /^Accept/)
  await expectGone(list)
  const sideways = () =>
    page
      .getByRole('main')
      .evaluate((main) => main.scrollWidth > main.clientWidth || main.scrollHeight > main.clientHeight)
  expect(await sideways()).toBe(false)
  await expectAccessible(page)
  await picture(page, 'review-450-artifact')
  await page.keyboard.press('Escape')
  await expectShown(list)
  await expectShown(page.locator('[role="row"]:focus'))
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.href.includes(first!.id))
  await page.getByRole('button', { name: /^Back to list/ }).click()
  await expectShown(list)
})

it('says quietly that nothing is promoted while the kill switch is engaged, and lets one accept', async () => {
  const bed = await reviewed(aJob())
  const artifact = await theDocument(bed)
  await bed.daemon.core.killSwitch.engage({ hard: false })
  const page = await openConsole(bed.daemon, { width: 1600, at: `/review?id=${artifact.id}` })
  await expectShown(page.getByText('nothing is promoted until it is released'))
  expect(await page.getByRole('main').getByRole('alert').count()).toBe(0)
  await awake(page, /^Accept/)
  await page.keyboard.press('a')
  await inState(bed, artifact, 'accepted')
})

it('leaves the buttons that decide in sight under a message', async () => {
  const bed = await reviewed(anIndex(), aJob())
  const page = await openConsole(bed.daemon, { width: 1440, height: 900, at: '/review' })
  await awake(page, /^Accept/)
  await page.keyboard.press('a')
  const message = page.getByText('1 artifact accepted, not trusted.')
  await expectShown(message)
  const [said, bar] = await Promise.all([
    message.locator('..').boundingBox(),
    page.getByRole('group', { name: 'Decide' }).boundingBox(),
  ])
  expect(said!.y + said!.height).toBeLessThan(bar!.y)
})

it('decides nothing right after another item came, and nothing on a key that is held', async () => {
  const bed = await reviewed(anIndex(), aJob())
  const [first, second] = await bed.artifacts()
  const page = await openConsole(bed.daemon, { at: '/review' })
  await awake(page, /^Reject/)
  // In one go: the page has shown the second for no time at all.
  await page.evaluate(() => {
    for (const key of ['j', 'r']) window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  })
  await page.waitForURL((url) => url.href.includes(second!.id))
  await awake(page, /^Reject/)
  await page.evaluate(() => {
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'r', repeat: true, bubbles: true }))
  })
  // A later key has done its work, and nothing is on its way to the core.
  await page.keyboard.press('n')
  await expectShown(page.getByRole('dialog'))
  await page.keyboard.press('Escape')
  await expectGone(page.getByRole('dialog'))
  await awake(page, /^Reject/)
  for (const artifact of [first!, second!])
    expect((await bed.daemon.core.artifacts.get({ id: artifact.id })).artifact.state).toBe('needs_review')
})

it('keeps decided rows in their place, follows the other window, and says what was refused', async () => {
  const bed = await reviewed(anIndex(), aJob())
  const artifact = await theDocument(bed)
  const page = await openConsole(bed.daemon, { width: 1600, at: `/review?id=${artifact.id}` })
  await awake(page, /^Accept/)
  await bed.daemon.core.artifacts.decide({ items: [{ id: artifact.id, revision: 0 }], act: 'accept' })
  await expectShown(page.getByRole('main').getByText('Accepted, not trusted').first())
  await expectShown(page.getByRole('link', { name: 'Artifact accepted, not trusted' }))

  await page.goto(new URL('/review?state=all', page.url()).href)
  await page.getByRole('textbox', { name: 'File' }).fill('../outside.md')
  await expectShown(page.getByText(/goes up with/))
  expect(await page.getByRole('button', { name: /^Promote P$/ }).getAttribute('aria-disabled')).toBe('true')
})

it('keeps open what is read while newer artifacts come above it', async () => {
  const bed = await reviewed(aJob())
  const [first] = await bed.artifacts()
  const page = await openConsole(bed.daemon, { at: '/review', width: 1600 })
  const heading = page.getByRole('heading', { level: 2 }).first()
  await heading.waitFor()
  const read = await heading.textContent()
  await settledJob(bed.daemon, (await bed.daemon.core.jobs.enqueue(aTestRun([['true']]))).job.id)
  const newest = page.getByRole('grid', { name: 'Artifacts, newest first' }).getByRole('row').nth(1)
  await until('newer ones are above it', async () => !(await newest.textContent())?.includes(first!.job_id.slice(-8)))
  expect(await heading.textContent()).toBe(read)
})

it('decides about many after showing each of them', async () => {
  const bed = await reviewed(anIndex(), aJob())
  const page = await openConsole(bed.daemon, { at: '/review' })
  await awake(page, /^Reject/)
  await page.keyboard.press('Control+a')
  await page.getByRole('button', { name: 'Promote…' }).click()
  const dialog = page.getByRole('dialog', { name: /^Promote 3 artifacts/ })
  expect(await dialog.getByText(/New file/).count()).toBeGreaterThanOrEqual(0)
  const confirm = dialog.locator('button:not([aria-disabled])').filter({ hasText: 'Promote 3: 3 files' })
  await confirm.click()
  await until('all are promoted', async () => (await bed.artifacts()).every(({ state }) => state === 'promoted'))
  await expectShown(page.getByText('3 artifacts promoted.'))
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await until('all are back', async () => (await bed.artifacts()).every(({ state }) => state === 'needs_review'))
})

it('makes nothing real of what a job wrote (case 57)', async () => {
  const bed = await reviewed()
  writeFileSync(
    join(bed.daemon.workspace, 'README.md'),
    '# Hi <script>document.title = "owned"</script>\n\n![x](http://127.0.0.1:1/x.png) [go](javascript:alert(1)) <img src=x onerror=alert(1)>\n\nright\u202eto left\n',
  )
  await settledJob(bed.daemon, (await bed.daemon.core.jobs.enqueue(aJob())).job.id)
  const page = await openConsole(bed.daemon, { at: '/review' })
  const article = page.getByRole('article', { name: 'Document' })
  await expectShown(article.getByText('⟨U+202E⟩'))
  expect(await article.locator('a, img, script, iframe').count()).toBe(0)
  expect(await page.title()).toBe('Review · Interlock')
})

it('shows each kind in its form, and each of its empty states', async () => {
  const bed = await reviewed()
  const page = await openConsole(bed.daemon, { at: '/review' })
  await expectShown(page.getByText('Nothing to review yet.'))
  await expectAccessible(page)
  for (const job of [anIndex(), aTestRun([['sh', '-c', 'exit 3']])])
    await settledJob(bed.daemon, (await bed.daemon.core.jobs.enqueue(job)).job.id)
  await expectShown(page.getByText(/Test report of job/))
  for (const [type, shown] of [
    ['repo_index', 'docs/plan.md'],
    ['test_report', 'exit 3'],
    ['summary', 'Test Runner Task'],
  ] as const) {
    await page.goto(new URL(`/review?type=${type}`, page.url()).href)
    await expectShown(page.getByText(shown))
  }
  await page.keyboard.press('v')
  await expectShown(page.getByRole('tab', { name: /^Text/, selected: true }))
  await page.goto(new URL('/review?type=document', page.url()).href)
  await expectShown(page.getByText('No artifact matches these filters.'))
  await page.goto(new URL('/review?state=archived', page.url()).href)
  await expectShown(page.getByText('Nothing is archived.'))
  const items = (await bed.artifacts()).map(({ id, revision }) => ({ id, revision }))
  await bed.daemon.core.artifacts.decide({ items, act: 'reject' })
  await page.goto(new URL('/review', page.url()).href)
  await expectShown(page.getByText('Nothing needs review.'))
  await expectGone(page.getByRole('tab'))
})

it('is accessible in every look', async () => {
  const bed = await reviewed(anIndex(), aTestRun([['sh', '-c', 'exit 3']]), aJob())
  writeFileSync(join(bed.daemon.workspace, 'old.md'), 'Another text.\n')
  const artifact = await theDocument(bed)
  const page = await openConsole(bed.daemon, { at: `/review?id=${artifact.id}` })
  await awake(page, /^Reject/)
  await awake(page, /^Show the change/)
  await expectFineInEveryLook(page, 'review')
  await page.goto(new URL(`/review?id=${artifact.id}&to=old.md`, page.url()).href)
  await awake(page, /^Show the change/)
  await page.keyboard.press('d')
  await awake(page, /^Promote: 1 file/)
  await expectFineInEveryLook(page, 'review-change')
  await page.keyboard.press('Control+a')
  await page.getByRole('button', { name: 'Promote…' }).click()
  await expectShown(page.getByRole('dialog').getByText(/New file/))
  await expectFineInEveryLook(page, 'review-bulk')
})
