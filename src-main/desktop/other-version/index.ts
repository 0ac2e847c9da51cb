export { consoleAddress } from './console-address.ts'
export { createOtherVersion, type OtherVersionDesk } from './other-version.ts'
