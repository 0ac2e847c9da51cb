import { jobPage } from './pages/job/index.ts'
import { jobsPage } from './pages/jobs/index.ts'
import { ledgerPage } from './pages/ledger/index.ts'
import { newJobPage } from './pages/new-job/index.ts'
import { overviewPage } from './pages/overview/index.ts'

/** Every page of the console. Adding one: its folder, and a line here. */
export const pages = {
  overview: overviewPage,
  jobs: jobsPage,
  newJob: newJobPage,
  job: jobPage,
  ledger: ledgerPage,
}
