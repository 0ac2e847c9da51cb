import type { Shipped } from './shipped.ts'

/** Licences under which others' work may be part of the application. */
const ALLOWED = new Set(['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'])

/** Packages whose licence nobody allowed, with what they say. Of alternatives one is enough, of several together all are needed. */
export function refusedLicences(packages: readonly Shipped[]): string[] {
  return packages
    .filter(({ licence }) => !isAllowed(licence))
    .map(({ name, version, licence }) => `${name} ${version}: ${licence}`)
}

function isAllowed(expression: string): boolean {
  const inner = expression.trim().replace(/^\(([^()]*)\)$/, '$1')
  if (inner.includes('(')) return false
  return inner.split(' OR ').some((alternative) => alternative.split(' AND ').every((id) => ALLOWED.has(id.trim())))
}

/** The text that goes with the application: who made what is in it, and each licence once. */
export function noticesOf(packages: readonly Shipped[]): string {
  const groups = new Map<string, { names: string[]; text: string }>()
  for (const each of packages) {
    const texts = each.texts.length > 0 ? each.texts.map(({ text }) => text) : [standardText(each)]
    for (const text of texts) {
      const key = text.replaceAll(/\s+/g, ' ')
      const group = groups.get(key) ?? { names: [], text }
      group.names.push(`${each.name} ${each.version} (${each.licence})`)
      groups.set(key, group)
    }
  }
  const parts = [...groups.values()].map(
    ({ names, text }) => `${RULE}\n${[...new Set(names)].join('\n')}\n\n${unindented(text)}\n`,
  )
  return `${HEAD}\n${parts.join('\n')}`
}

const RULE = '-'.repeat(78)

const HEAD = `Interlock holds work of others, under the licences below. This file is made by
\`npm run licences\` from the modules that are in the application; sbom.cdx.json
beside it lists them for programs.

Electron brings Chromium, Node.js and what these hold. Their licences lie beside
the program: LICENSE.electron.txt and LICENSES.chromium.html. better-sqlite3
holds SQLite, which is in the public domain.
`

function unindented(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
}

/** For a package that states a licence and brings no text of it. */
function standardText({ name, licence, author }: Shipped): string {
  if (licence !== 'MIT') throw new Error(`${name} brings no text of its licence, ${licence}.`)
  return `MIT License

Copyright (c) ${author ?? `the authors of ${name}`}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`
}
