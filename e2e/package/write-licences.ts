import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildBundle, modulesOf, newFolder } from './bundle.ts'
import { licenceFiles, licencesFolder } from './licences.ts'

// Writes resources/licences/: `npm run licences`, after what is bundled has changed.
const folder = newFolder('licences')
try {
  mkdirSync(licencesFolder, { recursive: true })
  for (const { name, text } of licenceFiles(modulesOf(buildBundle(folder))))
    writeFileSync(join(licencesFolder, name), text)
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
