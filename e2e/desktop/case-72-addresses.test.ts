import { expect, it } from 'vitest'
import { aDesktop, until } from './harness/index.ts'

/** What a system opens without a question, each by a program of its own, and addresses that only look like ours. */
const HOSTILE = [
  'file:///etc/passwd',
  'smb://attacker.example/share',
  'ms-msdt:/id PCWDiagnostic',
  'search-ms:query=x&crumb=location:attacker.example',
  'javascript:alert(1)',
  'http://nodejs.org/',
  'https://nodejs.org@attacker.example/',
  'https://nodejs.org.attacker.example/',
  'https://user:password@nodejs.org/',
  'interlock://job/job-1',
]

it('case 72 the system is handed no address but those our texts name, whatever a page opens', async () => {
  // Each of them is refused by the page's own policy too, and said in its console.
  const { app, page, opened } = await aDesktop({ tolerates: /./ })
  // Without the guard the system takes each of them: it asks nothing.
  await app.evaluate(({ shell }, address) => shell.openExternal(address), HOSTILE[0]!)
  expect(await opened()).toEqual([HOSTILE[0]])

  for (const address of HOSTILE) {
    await page.evaluate((to) => void window.open(to), address)
    await page.evaluate((to) => {
      const link = document.createElement('a')
      link.href = to
      link.target = '_blank'
      document.body.append(link)
      link.click()
      link.remove()
    }, address)
  }
  await page.evaluate(() => void window.open('https://nodejs.org/en'))
  await until('what was opened last came through', async () => (await opened()).at(-1) === 'https://nodejs.org/en')
  expect(await opened()).toEqual([HOSTILE[0], 'https://nodejs.org/en'])
})
