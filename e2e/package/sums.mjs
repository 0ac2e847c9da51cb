// Writes SHA256SUMS beside what `npm run package` made: `node e2e/package/sums.mjs release`.
import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

const SHIPPED = /\.(AppImage|deb|rpm|dmg|zip|exe|blockmap|yml|txt|json)$/
const NOT_SHIPPED = /^builder-/

const folder = process.argv[2] ?? 'release'
const files = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isFile() && SHIPPED.test(entry.name) && !NOT_SHIPPED.test(entry.name))
  .map(({ name }) => name)
  .toSorted()
if (files.length === 0) throw new Error(`There is nothing to ship in ${folder}.`)
const lines = []
for (const file of files) {
  const sum = createHash('sha256')
  await pipeline(createReadStream(join(folder, file)), sum)
  lines.push(`${sum.digest('hex')}  ${file}`)
}
writeFileSync(join(folder, 'SHA256SUMS'), `${lines.join('\n')}\n`)
console.log(lines.join('\n'))
