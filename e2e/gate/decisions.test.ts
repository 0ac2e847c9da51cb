import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const folder = join(import.meta.dirname, '../../docs/decisions')

it('numbers the decisions one after the other, one to a page, as their files are named', () => {
  const files = readdirSync(folder).toSorted()
  expect(files.map((name) => Number(name.slice(0, 4)))).toEqual(files.map((_, at) => at + 1))
  for (const name of files) {
    const titles = readFileSync(join(folder, name), 'utf8').match(/^# .*$/gm) ?? []
    expect({ name, titles }).toEqual({
      name,
      titles: [expect.stringMatching(new RegExp(`^# ${Number(name.slice(0, 4))}\\. `))],
    })
  }
})
