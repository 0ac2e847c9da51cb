export { ensureBuilt, sourceStamp, stampFile } from './build.mjs'
export { ensureInstalled } from './install.mjs'
export { NEEDED_MAJOR, requireNode24 } from './node24.mjs'
