import { join } from 'node:path'
import { root } from './bundle.ts'
import { noticesOf } from './notices.ts'
import { sbomOf } from './sbom.ts'
import { shippedPackages } from './shipped.ts'

export const licencesFolder = join(root, 'resources', 'licences')

/** What goes with the application about the work of others in it. */
export function licenceFiles(modules: readonly string[]): { name: string; text: string }[] {
  const packages = shippedPackages(modules)
  return [
    { name: 'THIRD-PARTY-NOTICES.txt', text: noticesOf(packages) },
    { name: 'sbom.cdx.json', text: sbomOf(packages) },
  ]
}
