import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { chance } from '../support/random.ts'
import { makeFolder, openCore, removeFolder, type TestCore } from '../support/test-core.ts'
import { type BundleRow, copyOfBundle, fitManifest, readRows, type Report, verifyBundle, writeRows } from './bundle.ts'
import { type WorkedHome, workedHome } from './worked-home.ts'

export const random = chance('tampering with a bundle')
export let worked: WorkedHome
export let opened: TestCore
/** Folder of the whole ledger's bundle, its rows, and the folder of one job's. */
export let bundle: string
export let jobBundle: string
export let rows: BundleRow[]

/** Makes them for the tests of a file; to be called by the file itself, since this one is loaded once for several. */
export function withExportedBundles(): void {
  const exports = makeFolder('exports')
  beforeAll(async () => {
    worked = await workedHome()
    opened = await openCore({ home: worked.home, slots: 0 })
    bundle = (await opened.core.evidence.export({ path: join(exports, 'ledger') })).path
    jobBundle = (await opened.core.evidence.export({ job: worked.small, path: join(exports, 'job') })).path
    rows = readRows(bundle)
  })
  afterAll(async () => {
    await opened.core.close('test')
    worked.remove()
    removeFolder(exports)
    removeFolder(opened.workspace)
  })
}

/** The report on a copy of the whole bundle after `change`, which has to have been noticed. */
export async function reportAfter(change: (copy: string) => void, ...args: string[]): Promise<Report> {
  const copy = copyOfBundle(bundle)
  change(copy)
  return verifyBundle(copy, ...args)
}

/** The report after some rows were changed, with a manifest that fits them where it can. */
export function reportAfterRows(change: (rows: BundleRow[]) => BundleRow[]): Promise<Report> {
  return reportAfter((copy) => {
    const changed = change(readRows(copy))
    writeRows(copy, changed)
    fitManifest(copy, changed)
  })
}

export function problemsOf({ ok, problems }: Report): string[] {
  expect(ok).toBe(false)
  return problems.map(({ where, problem }) => `${where}: ${problem}`)
}

/** A row that is neither the first nor one of the last, nor vouched for by a checkpoint of its own. */
export function someRow(): BundleRow {
  const plain = rows.slice(2, -2).filter(({ seq }) => seq !== worked.closedAt.seq - 1)
  return plain[random.below(plain.length)]!
}

export function flippedHex(hash: string): string {
  const at = random.below(hash.length)
  return `${hash.slice(0, at)}${hash[at] === '0' ? '1' : '0'}${hash.slice(at + 1)}`
}
