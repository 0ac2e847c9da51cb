import { createRequire } from 'node:module'

/** Packages that electron-builder brings and uses, in the versions it uses. */
const require = createRequire(createRequire(import.meta.url).resolve('app-builder-lib/package.json'))
/** Reads and writes programs of Windows. */
export const resedit = require('resedit') as typeof import('resedit')
/** Reads electron-builder.yml. */
export const { load: parseYaml } = require('js-yaml') as { load: (text: string) => unknown }
