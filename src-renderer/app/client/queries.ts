import { queryOptions } from '@tanstack/react-query'
import type { JobFilter } from '#schemas/contract'
import type { Client } from './client.ts'
import { keepOwnCommand } from './own-command.ts'

export const killSwitchKey = ['kill-switch'] as const

/** How the core is. Held while lists are held, except for what the kill switch shows. */
export const statusQuery = (client: Client) =>
  queryOptions({
    queryKey: ['status'],
    queryFn: async ({ signal }) => {
      const status = await client.system.status(undefined, { signal })
      keepOwnCommand(status.core.command)
      return status
    },
    meta: { live: { topics: ['jobs', 'kill_switch', 'workers', 'workspaces', 'ledger', 'approvals'] } },
  })

export const killSwitchQuery = (client: Client) =>
  queryOptions({
    queryKey: killSwitchKey,
    queryFn: ({ signal }) => client.killSwitch.get(undefined, { signal }),
    meta: { live: { topics: ['kill_switch'], always: true } },
  })

/** What a release would start; counted afresh while the switch or jobs change. */
export const releasePreviewQuery = (client: Client) =>
  queryOptions({
    queryKey: ['release-preview'],
    queryFn: ({ signal }) => client.killSwitch.releasePreview(undefined, { signal }),
    meta: { live: { topics: ['kill_switch', 'jobs', 'workers'], always: true } },
    gcTime: 0,
  })

export const healthQuery = (client: Client) =>
  queryOptions({
    queryKey: ['health'],
    queryFn: ({ signal }) => client.system.health(undefined, { signal }),
    meta: { live: { topics: ['workers', 'workspaces'] } },
  })

/** What happened since the last visit. Made from many ranges of the ledger, so it is asked for seldom. */
export const inboxQuery = (client: Client) =>
  queryOptions({
    queryKey: ['inbox'],
    queryFn: ({ signal }) => client.inbox.get(undefined, { signal }),
    meta: { live: { topics: ['inbox'], everyMs: 1000 } },
  })

export const workspacesQuery = (client: Client) =>
  queryOptions({
    queryKey: ['workspaces'],
    queryFn: ({ signal }) => client.workspaces.list(undefined, { signal }),
    meta: { live: { topics: ['workspaces'] } },
  })

/** The workers with what their self-tests found; followed closely, so that a test is seen as it goes on. */
export const workersQuery = (client: Client) =>
  queryOptions({
    queryKey: ['workers'],
    queryFn: ({ signal }) => client.workers.list(undefined, { signal }),
    meta: { live: { topics: ['workers'], everyMs: 100, always: true } },
  })

/** Names of the secrets and where they are kept; never a value. */
export const secretsQuery = (client: Client) =>
  queryOptions({
    queryKey: ['secrets'],
    queryFn: ({ signal }) => client.secrets.list(undefined, { signal }),
    meta: { live: { topics: ['secrets'] } },
  })

/** Trust providers and keys, and what was refused. */
export const trustProvidersQuery = (client: Client) =>
  queryOptions({
    queryKey: ['trust-providers'],
    queryFn: ({ signal }) => client.trust.providers(undefined, { signal }),
    meta: { live: { topics: ['trust'] } },
  })

/** What the gates of a job's runs found, oldest first. */
export const jobTrustQuery = (client: Client, job: string) =>
  queryOptions({
    queryKey: ['job-trust', job],
    queryFn: ({ signal }) => client.trust.ofJob({ job }, { signal }),
    meta: { live: { topics: ['jobs', 'trust'] } },
  })

/** The newest few jobs of a filter, as one answer. */
export const newestJobsQuery = (client: Client, filter: JobFilter, limit: number) =>
  queryOptions({
    queryKey: ['newest-jobs', filter, limit],
    queryFn: ({ signal }) => client.jobs.list({ filter, limit }, { signal }),
    meta: { live: { topics: ['jobs'] } },
  })

/** One job with its runs and artifacts; asked again only when this very job is touched. */
export const jobQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: ['job', id],
    queryFn: ({ signal }) => client.jobs.get({ id }, { signal }),
    meta: { live: { topics: ['jobs'], job: id } },
  })

/** One row of the ledger with its bodies. Rows never change, so one answer serves for good. */
export const eventQuery = (client: Client, seq: number) =>
  queryOptions({
    queryKey: ['event', seq],
    queryFn: ({ signal }) => client.events.get({ seq }, { signal }),
    staleTime: Infinity,
  })
