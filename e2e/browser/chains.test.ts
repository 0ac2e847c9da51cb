import { expect, it } from 'vitest'
import type { ChainLink, JobSpecInput } from '#schemas'
import {
  aDaemon,
  aScript,
  expectFineInEveryLook,
  expectGone,
  expectShown,
  openConsole,
  type TestDaemon,
  until,
} from './harness/index.ts'
import { READING } from '../support/jobs.ts'

const quick = (script: string): JobSpecInput => aScript(script, { policy: READING })

async function follows({ core }: TestDaemon, name: string, after: Partial<ChainLink>[], job = quick('echo done')) {
  const { id } = await core.schedules.create({
    name,
    trigger: { kind: 'manual' },
    after: after.map((link) => ({ parent: '', ...link })),
    job,
  })
  await core.schedules.enable({ id })
  return id
}

it('draws a chain with the states of now, and tells the same in tables', async () => {
  const daemon = await aDaemon({ slots: 2 })
  const { core } = daemon
  const fetch = await follows(daemon, 'fetch-sources', [], quick('echo index ready'))
  await follows(daemon, 'build-index', [
    { parent: fetch, condition: { kind: 'contains', text: 'index ready', in: 'stdout' } },
  ])
  await follows(daemon, 'repair-index', [{ parent: fetch, on: 'failure' }])
  const told = await follows(daemon, 'tell-operator', [
    { parent: 'build-index', on: 'complete', delay_s: 1 },
    { parent: 'fetch-sources', on: 'failure' },
  ])
  const page = await openConsole(daemon, { at: `/schedules/${fetch}`, width: 1600, height: 900 })
  await expectShown(page.getByText('when this succeeds and its stdout contains “index ready”'))
  await page.getByRole('link', { name: 'Show the chain' }).click()
  await expectShown(page.getByRole('heading', { name: '4 schedules, 4 links' }))
  const node = (name: string) => page.getByRole('link', { name: new RegExp(`^${name} On`) })
  await expectShown(node('build-index').getByText('has not run'))

  // It runs while one looks on.
  await core.schedules.runNow({ id: fetch })
  await until('all that follows is over', async () => {
    const { last } = await core.schedules.get({ id: told })
    return last[0]?.result?.state === 'succeeded'
  })
  await expectShown(node('tell-operator').getByText('Succeeded'))
  await expectShown(node('repair-index').getByText('has not run'))
  await expectShown(page.getByText('last passage: 3 of 4 have run'))
  await expectShown(page.getByText('It succeeded, which this link does not ask for.'))
  await expectFineInEveryLook(page, 'chain')

  // Along its links by keys, and to a schedule of it.
  await node('fetch-sources').focus()
  const focused = () => page.evaluate(() => document.activeElement?.querySelector('[title]')?.getAttribute('title'))
  await page.keyboard.press('ArrowRight')
  await until('it came to one that follows', async () =>
    ['build-index', 'repair-index'].includes((await focused()) ?? ''),
  )
  await page.keyboard.press('ArrowLeft')
  expect(await focused()).toBe('fetch-sources')
  await page.keyboard.press('k')
  expect(await focused()).toBe('fetch-sources')
  await page.keyboard.press('v')
  await expectShown(page.getByRole('cell', { name: 'is over, after 1 s' }))
  expect(new URL(page.url()).search).toBe('?view=table')
  await expectFineInEveryLook(page, 'chain-tables')

  // One more is added after the last, which would close a circle: refused where it is chosen.
  await page.getByRole('link', { name: 'tell-operator' }).first().click()
  await page.keyboard.press('m')
  await page.getByRole('menuitem', { name: 'Add one after it' }).click()
  await page.getByLabel('Name', { exact: true }).fill('archive')
  await page
    .getByRole('button', { name: /^Add schedule/ })
    .first()
    .click()
  await expectShown(page.getByRole('heading', { name: 'archive', level: 2 }))
  await page.evaluate((to) => history.pushState(undefined, '', to), `/schedules/${fetch}/edit`)
  await page.getByRole('button', { name: 'Add link' }).click()
  await page.getByLabel('When a job of').selectOption({ label: 'archive' })
  await page.keyboard.press('Control+Enter')
  await expectShown(page.getByText(/These schedules would follow one another in a circle/).first())
  await expectFineInEveryLook(page, 'chain-circle')

  // The job of a chain says where it comes from.
  const { last } = await core.schedules.get({ id: told })
  await page.evaluate((to) => history.pushState(undefined, '', to), `/jobs/${last[0]?.job ?? ''}`)
  await expectShown(page.getByRole('link', { name: 'tell-operator' }))
  await page.getByRole('link', { name: 'chain', exact: true }).click()
  await expectShown(page.getByRole('heading', { name: '5 schedules, 5 links' }))
})

it('says of a schedule that is alone how others can follow it', async () => {
  const daemon = await aDaemon({ slots: 0 })
  const alone = await follows(daemon, 'alone', [])
  const page = await openConsole(daemon, { at: `/chains/${alone.slice(-8)}` })
  await expectShown(page.getByText('alone follows no other schedule, and none follows it.'))
  expect(new URL(page.url()).pathname).toBe(`/chains/${alone}`)
})

it('says of a schedule that joins all why it would wait forever', async () => {
  const daemon = await aDaemon()
  const { core } = daemon
  const hourly = await follows(daemon, 'hourly', [])
  await follows(daemon, 'weekly', [])
  const { id } = await core.schedules.create({
    name: 'report',
    trigger: { kind: 'manual' },
    join: 'all',
    after: [{ parent: 'hourly' }, { parent: 'weekly' }],
    job: quick('echo done'),
  })
  const { spec } = await core.schedules.get({ id })
  const cautionOf = async (change: object) => (await core.chains.check({ id, spec: { ...spec, ...change } })).caution
  expect(await cautionOf({})).toContain('it would wait forever')
  expect(await cautionOf({ join: 'any' })).toBeNull()
  const page = await openConsole(daemon, { at: `/chains/${hourly}` })
  const cautions = page.getByRole('list', { name: 'Cautions' })
  await expectShown(cautions.getByText(/it would wait forever: let them follow the same schedule/))
  await expect.poll(() => cautions.getByRole('listitem').count()).toBe(1)
  await expectFineInEveryLook(page, 'chain-caution')
  await page.goto(new URL(`/schedules/${id}/edit`, page.url()).href)
  const after = page.getByRole('region', { name: 'After other schedules' })
  await expectShown(after.getByText(/it would wait forever: let them follow the same schedule/))
  await after.getByRole('radio', { name: 'One of them is enough' }).check()
  await expectGone(after.getByText(/it would wait forever/))
})
