import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '..', '..')

/** An empty folder of its own in `release/`: electron-builder finds files in the project only. */
export function newFolder(name: string): string {
  const release = join(root, 'release')
  mkdirSync(release, { recursive: true })
  return mkdtempSync(join(release, `${name}-`))
}

/** Builds what is packaged into an empty folder, apart from the `dist/` that things here run from. Returns the folder. */
export function buildBundle(folder: string): string {
  execFileSync(process.execPath, [join(root, 'vite.build.ts'), '--into', folder], {
    cwd: root,
    // Whatever is set here (by a test runner, for one): React's other build is larger, slower, and names folders of this machine.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return folder
}

/** Files of packages that are part of a bundle, from the folder of the project. */
export function modulesOf(bundle: string): string[] {
  return JSON.parse(readFileSync(join(bundle, 'modules.json'), 'utf8')) as string[]
}
