import { ledgerPage } from '../pages/ledger/index.ts'
import { overviewPage } from '../pages/overview/index.ts'

/** Every page of the console. Adding one: its folder, and a line here. */
export const pages = {
  overview: overviewPage,
  ledger: ledgerPage,
}
