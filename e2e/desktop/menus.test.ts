import { expect, it } from 'vitest'
import { until } from '../support/wait.ts'
import { aDesktopBed, type DesktopBed } from './bed.ts'

interface Item {
  readonly id: string
  readonly label: string
  readonly accelerator: string
  readonly submenu: readonly Item[]
}

/** The whole menu of the application. */
function wholeMenu({ app }: DesktopBed): Promise<Item[]> {
  return app.evaluate(({ Menu }) => {
    const read = (items: readonly Electron.MenuItem[]): Item[] =>
      items.map(({ id, label, accelerator, submenu }) => ({
        id: id ?? '',
        label,
        accelerator: accelerator ?? '',
        submenu: read(submenu?.items ?? []),
      }))
    return read(Menu.getApplicationMenu()?.items ?? [])
  })
}

const flat = (items: readonly Item[]): Item[] => items.flatMap((item) => [item, ...flat(item.submenu)])

it('holds all that the tray holds, since there may be no tray, and the chord that the desk has', async () => {
  const desktop = await aDesktopBed()
  const ids = new Set(flat(await wholeMenu(desktop)).map(({ id }) => id))
  const inTray = (await desktop.trayMenu())?.flatMap(({ id, enabled, label }) =>
    id !== undefined && (enabled || label !== '') && !id.startsWith('tray.') ? [id] : [],
  )
  expect(inTray?.filter((id) => !ids.has(id))).toEqual(['window.show'])

  const chord = async () => flat(await wholeMenu(desktop)).find(({ id }) => id === 'kill.engage')?.accelerator
  expect(await chord()).toBe('CommandOrControl+Shift+X')
  const { keys } = await desktop.core.desk.get()
  const value = { ...keys.value, changed: { kill_switch: 'Mod+Alt+j' } }
  await desktop.core.desk.put({ key: 'keys', revision: keys.revision, value })
  await until('the menu shows the other chord', async () => (await chord()) === 'CommandOrControl+Alt+J')
})

it('leads to every page of the rail, in its order', async () => {
  const desktop = await aDesktopBed()
  const rail = await desktop.page
    .locator('nav a')
    .evaluateAll((links) => links.map((link) => new URL(link.getAttribute('href') ?? '', 'http://any').pathname))
  expect(rail.length).toBeGreaterThan(8)
  const pages = flat(await wholeMenu(desktop)).filter(({ id }) => id.startsWith('go.'))
  const paths = pages.map(({ id }) => (id === 'go.overview' ? '/' : `/${id.slice(3)}`))
  expect(rail.filter((path) => path !== '/settings' && !paths.includes(path))).toEqual([])
  for (const { id } of pages) {
    await desktop.pick(id)
    const path = id === 'go.overview' ? '/' : `/${id.slice(3)}`
    await until(
      `${id} is shown`,
      async () => new URL(await desktop.page.evaluate(() => location.href)).pathname === path,
    )
  }
})

it('has the page do what the page does itself', async () => {
  const desktop = await aDesktopBed()
  await desktop.pick('find')
  await desktop.page.getByRole('dialog', { name: 'Find anything' }).waitFor()
  await desktop.page.keyboard.press('Escape')
  await desktop.pick('theme.dark')
  await expect.poll(async () => (await desktop.core.desk.get()).display.value.theme).toBe('dark')
  await desktop.pick('job.add')
  await desktop.page.getByRole('heading', { name: 'Add job' }).or(desktop.page.getByText('Add job')).first().waitFor()
  await desktop.pick('keys.show')
  await desktop.page.getByRole('dialog').first().waitFor()
})

it('says what it is and where it keeps its data', async () => {
  const desktop = await aDesktopBed()
  await desktop.pick('about')
  const { options } = await desktop.asked()
  expect(options.message).toMatch(/^Interlock \d+\.\d+\.\d+/)
  expect(options.detail).toContain(`Data directory: ${desktop.home}`)
  await desktop.answer('Close')
  await desktop.pick('folder.logs')
  await until('the folder is opened', async () => (await desktop.opened()).some((path) => path.endsWith('logs')))
})
