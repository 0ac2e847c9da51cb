import { z } from 'zod'
import { idSchema, workspaceNameSchema } from '../names.ts'
import { minimumLevelSchema } from '../policy.ts'
import {
  healthSchema,
  killSwitchSchema,
  statusSchema,
  workerSchema,
  workspaceSchema,
  workspaceToolchainsSchema,
} from '../status.ts'
import { failsWith, procedure } from './base.ts'

export const systemContract = {
  status: procedure('read')
    .route({ method: 'GET', path: '/status', summary: 'How it is', tags: ['system'] })
    .output(statusSchema),
  health: procedure('read')
    .route({ method: 'GET', path: '/health', summary: 'What is wrong and what to do', tags: ['system'] })
    .output(healthSchema),
  stop: procedure('operate')
    .route({
      method: 'POST',
      path: '/stop',
      summary: 'Stop Interlock',
      description: 'Running work is ended and requeued.',
      tags: ['system'],
    })
    .output(z.strictObject({ pid: z.int() })),
  signInUrl: procedure('access')
    .route({
      method: 'POST',
      path: '/sign-in-url',
      summary: 'A fresh address of the console, valid for two minutes',
      tags: ['system'],
    })
    .output(z.strictObject({ url: z.string().nullable().meta({ description: 'Null while no console is served.' }) })),
}

export const killSwitchContract = {
  get: procedure('read')
    .route({ method: 'GET', path: '/kill-switch', summary: 'The kill switch', tags: ['control'] })
    .output(killSwitchSchema),
  engage: procedure('operate')
    .route({ method: 'POST', path: '/kill-switch/engage', summary: 'Engage the kill switch', tags: ['control'] })
    .input(z.strictObject({ hard: z.boolean().default(false), note: z.string().max(500).optional() }))
    .output(killSwitchSchema),
  note: procedure('operate')
    .route({
      method: 'POST',
      path: '/kill-switch/note',
      summary: 'Say why the kill switch is engaged',
      description: 'Replaces what was said before; every note stays in the ledger.',
      tags: ['control'],
    })
    .input(z.strictObject({ note: z.string().trim().min(1).max(500) }))
    .output(killSwitchSchema)
    .errors(failsWith('kill_switch_not_engaged')),
  releasePreview: procedure('read')
    .route({
      method: 'GET',
      path: '/kill-switch/release-preview',
      summary: 'What a release would start',
      tags: ['control'],
    })
    .output(z.strictObject({ head: z.int(), killed: killSwitchSchema.shape.killed, starts: z.int(), waits: z.int() })),
  release: procedure('release')
    .route({
      method: 'POST',
      path: '/kill-switch/release',
      summary: 'Release the kill switch',
      description: 'Says for each run it ended whether its job is queued again or dropped.',
      tags: ['control'],
    })
    .input(
      z.strictObject({
        choice: z
          .enum(['requeue', 'drop'])
          .default('requeue')
          .meta({ description: 'For every run not named in `except`.' }),
        except: z.array(idSchema).max(1000).default([]).meta({ description: 'Runs that get the other choice.' }),
      }),
    )
    .output(killSwitchSchema)
    .errors(failsWith('kill_switch_file_present', 'kill_switch_not_engaged')),
}

const byName = z.strictObject({ name: workspaceNameSchema })

export const workspacesContract = {
  list: procedure('read')
    .route({ method: 'GET', path: '/workspaces', summary: 'The folders jobs may be pointed at', tags: ['workspaces'] })
    .output(z.array(workspaceSchema)),
  add: procedure('policy')
    .route({ method: 'POST', path: '/workspaces', summary: 'Allow a folder', tags: ['workspaces'] })
    .input(z.strictObject({ path: z.string().min(1).max(4096), name: workspaceNameSchema.optional() }))
    .output(workspaceSchema)
    .errors(failsWith('workspace_exists', 'workspace_folder_taken', 'workspace_invalid')),
  remove: procedure('policy')
    .route({ method: 'DELETE', path: '/workspaces/{name}', summary: 'Allow a folder no more', tags: ['workspaces'] })
    .input(z.strictObject({ name: workspaceNameSchema, force: z.union([z.boolean(), z.stringbool()]).default(false) }))
    .output(z.strictObject({ removed: workspaceNameSchema, held: z.int() }))
    .errors(failsWith('workspace_not_found', 'workspace_busy')),
  toolchains: procedure('read')
    .route({
      method: 'GET',
      path: '/workspaces/{name}/toolchains',
      summary: 'Programs outside of the system’s folders that jobs of a workspace see, and what else was found',
      tags: ['workspaces'],
    })
    .input(byName)
    .output(workspaceToolchainsSchema)
    .errors(failsWith('workspace_not_found')),
  setToolchains: procedure('policy')
    .route({
      method: 'PUT',
      path: '/workspaces/{name}/toolchains',
      summary: 'Say which toolchains jobs of a workspace see',
      description: 'All of them: what is not named is seen no more. Runs that go on keep what they had.',
      tags: ['workspaces'],
    })
    .input(
      byName.extend({
        toolchains: z
          .array(z.string().min(1).max(4096))
          .max(16)
          .meta({ description: 'Names of toolchains that were found, or absolute paths of folders.' }),
      }),
    )
    .output(workspaceToolchainsSchema)
    .errors(failsWith('workspace_not_found', 'toolchain_unknown', 'toolchain_invalid')),
  lowerSandbox: procedure('policy')
    .route({
      method: 'PUT',
      path: '/workspaces/{name}/sandbox',
      summary: 'Let jobs of a workspace run on less sandbox than they ask for',
      description: 'Kept in the ledger with who and why. Holds for runs that begin from now on.',
      tags: ['workspaces'],
    })
    .input(byName.extend({ to: minimumLevelSchema, why: z.string().trim().min(1).max(500) }))
    .output(workspaceSchema)
    .errors(failsWith('workspace_not_found')),
  restoreSandbox: procedure('policy')
    .route({
      method: 'DELETE',
      path: '/workspaces/{name}/sandbox',
      summary: 'Let the policies of the jobs of a workspace count again',
      tags: ['workspaces'],
    })
    .input(byName)
    .output(workspaceSchema)
    .errors(failsWith('workspace_not_found')),
}

export const workersContract = {
  list: procedure('read')
    .route({ method: 'GET', path: '/workers', summary: 'The workers', tags: ['workers'] })
    .output(z.array(workerSchema)),
  selfTest: procedure('operate')
    .route({
      method: 'POST',
      path: '/workers/self-test',
      summary: 'Try every promise of the sandbox anew',
      description:
        'In each worker that is up. Answers when all are through; meanwhile `workers.list` has what was found so far, and `events.follow` says when there is more.',
      tags: ['workers'],
    })
    .output(z.array(workerSchema))
    .errors(failsWith('no_worker_to_test')),
}

export const demoContract = {
  start: procedure('operate')
    .route({
      method: 'POST',
      path: '/demo',
      summary: 'Lay out the demo workspace and enqueue its three jobs',
      tags: ['demo'],
    })
    .output(z.strictObject({ workspace: workspaceSchema, jobs: z.array(idSchema) })),
}
