import type { MenuActs } from './commands.ts'

const nothing = () => undefined

/** Acts that do nothing, for tests of menus. */
export const NO_ACTS: MenuActs = {
  engage: nothing,
  hardStop: nothing,
  release: nothing,
  openApprovals: nothing,
  go: nothing,
  act: nothing,
  showWindow: nothing,
  reload: nothing,
  openFolder: nothing,
  openDocs: nothing,
  runCoreHere: nothing,
  aboutOtherVersion: nothing,
  about: nothing,
  quit: nothing,
  stay: nothing,
  installLater: nothing,
}
