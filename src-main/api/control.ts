import type { Core } from '#core'
import { listPresets } from '#schemas'
import { given } from './given.ts'
import type { Implementer } from './implementer.ts'

/** What only the shell around a core can do. */
export interface ShellActions {
  /** Begins an orderly stop; returns at once, so that the caller still gets an answer. */
  readonly stop: () => void
  /** A fresh address of the console with a sign-in code; null while no console is served. */
  readonly signInUrl: () => string | null
}

export function systemProcedures({ system: api }: Implementer, core: Core, shell: ShellActions) {
  return {
    status: api.status.handler(() => core.status()),
    health: api.health.handler(() => core.health()),
    stop: api.stop.handler(() => {
      shell.stop()
      return { pid: process.pid }
    }),
    signInUrl: api.signInUrl.handler(() => ({ url: shell.signInUrl() })),
  }
}

export function killSwitchProcedures({ killSwitch: api }: Implementer, { killSwitch }: Core) {
  return {
    get: api.get.handler(() => killSwitch.get()),
    engage: api.engage.handler(({ input, context }) => killSwitch.engage(given(input), context.actor)),
    note: api.note.handler(({ input, context }) => killSwitch.note(input.note, context.actor)),
    releasePreview: api.releasePreview.handler(() => killSwitch.releasePreview()),
    release: api.release.handler(({ input, context }) => killSwitch.release(input, context.actor)),
  }
}

export function workspacesProcedures({ workspaces: api }: Implementer, { workspaces }: Core) {
  return {
    list: api.list.handler(() => workspaces.list()),
    add: api.add.handler(({ input, context }) => workspaces.add(given(input), context.actor)),
    remove: api.remove.handler(({ input, context }) => workspaces.remove(input, context.actor)),
    toolchains: api.toolchains.handler(({ input }) => workspaces.toolchains(input.name)),
    setToolchains: api.setToolchains.handler(({ input, context }) => workspaces.setToolchains(input, context.actor)),
    lowerSandbox: api.lowerSandbox.handler(({ input, context }) => workspaces.lowerSandbox(input, context.actor)),
    restoreSandbox: api.restoreSandbox.handler(({ input, context }) =>
      workspaces.restoreSandbox(input.name, context.actor),
    ),
  }
}

export function workersProcedures({ workers: api }: Implementer, { workers }: Core) {
  return {
    list: api.list.handler(() => workers.list()),
    selfTest: api.selfTest.handler(({ context }) => workers.selfTest(context.actor)),
  }
}

export function policyProcedures({ policy: api }: Implementer, { policy }: Core) {
  return {
    presets: api.presets.handler(() => listPresets()),
    compare: api.compare.handler(({ input }) => policy.compare(input)),
  }
}

export function demoProcedures({ demo: api }: Implementer, { demo }: Core) {
  return { start: api.start.handler(({ context }) => demo.start(context.actor)) }
}

export function inboxProcedures({ inbox: api }: Implementer, { inbox }: Core) {
  return { get: api.get.handler(() => inbox.get()) }
}

export function deskProcedures({ desk: api }: Implementer, { desk }: Core) {
  return {
    get: api.get.handler(() => desk.get()),
    put: api.put.handler(({ input }) => desk.put(input)),
  }
}
