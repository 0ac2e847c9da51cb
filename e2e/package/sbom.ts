import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './bundle.ts'
import type { Shipped } from './shipped.ts'

interface Locked {
  readonly integrity?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

/**
 * The bill of materials in CycloneDX 1.6. The same packages give the same bytes: it has no time, and its number follows from
 * what it holds.
 * Source: https://cyclonedx.org/docs/1.6/json/
 */
export function sbomOf(packages: readonly Shipped[]): string {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, Locked> }
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    string
  >
  const refs = new Map(packages.map((each) => [each.folder, refOf(each)]))
  const own = `pkg:generic/${name}@${version}`
  const dependsOn = (folder: string) =>
    Object.keys(lock.packages[folder]?.dependencies ?? {})
      .map((wanted) => refs.get(resolved(wanted, folder, refs)))
      .filter((ref) => ref !== undefined)
  const content = {
    components: packages.map((each) => ({
      type: each.how === 'runtime' ? 'framework' : 'library',
      'bom-ref': refOf(each),
      ...(each.author === undefined ? {} : { author: each.author }),
      ...groupAndName(each.name),
      version: each.version,
      scope: 'required',
      ...hashesOf(lock.packages[each.folder]),
      licenses: [/ (OR|AND) /.test(each.licence) ? { expression: each.licence } : { license: { id: each.licence } }],
      purl: purlOf(each),
      properties: [{ name: 'interlock:shipped', value: each.how }],
    })),
    dependencies: [
      { ref: own, dependsOn: [...new Set(refs.values())].toSorted() },
      ...packages.map((each) => ({ ref: refOf(each), dependsOn: dependsOn(each.folder).toSorted() })),
    ],
  }
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([name, version, content]))}`,
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': own,
        name,
        version,
        licenses: [{ license: { id: license } }],
        purl: own,
      },
    },
    ...content,
  }
  return `${JSON.stringify(bom, undefined, 2)}\n`
}

/** Where Node would find a package from another: in its own node_modules, or those above. */
function resolved(wanted: string, from: string, known: ReadonlyMap<string, string>): string {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${wanted}`
    if (known.has(path) || folder === '') return path
    if (!folder.includes('/node_modules/')) return `node_modules/${wanted}`
  }
}

function purlOf({ name, version }: Shipped): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}

/** Of two copies of one version the place tells which. */
function refOf(shipped: Shipped): string {
  return `${purlOf(shipped)}#${shipped.folder}`
}

function groupAndName(name: string): { group?: string; name: string } {
  const [group, rest] = name.split('/')
  return rest === undefined || group === undefined ? { name } : { group, name: rest }
}

/** Of the archive that npm installed it from. */
function hashesOf(locked: Locked | undefined): { hashes?: object[] } {
  const sum = /^sha512-(.+)$/.exec(locked?.integrity ?? '')?.[1]
  return sum === undefined ? {} : { hashes: [{ alg: 'SHA-512', content: Buffer.from(sum, 'base64').toString('hex') }] }
}

function uuidOf(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex')
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `5${digest.slice(13, 16)}`,
    `a${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-')
}
