import { approvalsPage } from './pages/approvals/index.ts'
import { compareJobPage } from './pages/job/compare/index.ts'
import { doctorPage } from './pages/doctor/index.ts'
import { endpointsPage } from './pages/endpoints/index.ts'
import { inboxPage } from './pages/inbox/index.ts'
import { firstRunPage } from './pages/first-run/index.ts'
import { jobPage } from './pages/job/index.ts'
import { logsPage } from './pages/job/logs/index.ts'
import { jobsPage } from './pages/jobs/index.ts'
import { ledgerPage } from './pages/ledger/index.ts'
import { newJobPage } from './pages/new-job/index.ts'
import { agentsPage } from './pages/agents/index.ts'
import { outboxPage } from './pages/outbox/index.ts'
import { overviewPage } from './pages/overview/index.ts'
import { policiesPage } from './pages/policies/index.ts'
import { reviewPage } from './pages/review/index.ts'
import { sandboxPage } from './pages/sandbox/index.ts'
import { chainPage, editSchedulePage, newSchedulePage, schedulePage, schedulesPage } from './pages/schedules/index.ts'
import { settingsPage, settingsStart } from './pages/settings/index.ts'

/** Every page of the console. Adding one: its folder, and a line here. */
export const pages = {
  overview: overviewPage,
  firstRun: firstRunPage,
  jobs: jobsPage,
  newJob: newJobPage,
  job: jobPage,
  compareJob: compareJobPage,
  logs: logsPage,
  schedules: schedulesPage,
  newSchedule: newSchedulePage,
  schedule: schedulePage,
  editSchedule: editSchedulePage,
  chain: chainPage,
  approvals: approvalsPage,
  review: reviewPage,
  ledger: ledgerPage,
  policies: policiesPage,
  sandbox: sandboxPage,
  doctor: doctorPage,
  endpoints: endpointsPage,
  outbox: outboxPage,
  agents: agentsPage,
  inbox: inboxPage,
  settings: settingsPage,
  settingsStart,
}
