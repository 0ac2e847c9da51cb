import { join } from 'node:path'
import type { CoreOptions } from '#core'

const root = join(import.meta.dirname, '..', '..')

/** What `npm run build` made, and the folder `resources`. */
export const built = {
  workerEntry: join(root, 'dist', 'worker.js'),
  readerEntry: join(root, 'dist', 'reader.js'),
  resources: join(root, 'resources'),
}

/** Options of a core of the tests, whichever process opens it. */
export function optionsOf(home: string): CoreOptions {
  return { home, shell: 'cli', version: '0.0.0-test', slots: 1, ...built }
}
