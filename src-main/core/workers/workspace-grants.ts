import type { MinimumLevel, Workspace, WorkspaceToolchains } from '#schemas'
import { canonicalJson } from '#schemas/format'
import type { Bodies, Home, Ledger, Store } from '#core/record'
import { foundToolchains, toolchainFor, toolchainsIn, toolchainsView } from './toolchains.ts'
import { toWorkspace, type WorkspaceRow } from './workspace-row.ts'

/** What the operator grants the jobs of a workspace beyond its folder, each as an event. Runs that go on keep what they had. */
export interface WorkspaceGrants {
  /** @throws InterlockError workspace_not_found */
  toolchains(name: string): WorkspaceToolchains
  /**
   * All that its jobs see from now on, by the names that were found or by the paths of folders.
   * @throws InterlockError workspace_not_found, toolchain_unknown, toolchain_invalid
   */
  setToolchains(input: { name: string; toolchains: readonly string[] }, actor: string): Promise<WorkspaceToolchains>
  /**
   * Lets its jobs run on less sandbox than they ask for.
   * @throws InterlockError workspace_not_found
   */
  lowerSandbox(input: { name: string; to: MinimumLevel; why: string }, actor: string): Promise<Workspace>
  /** @throws InterlockError workspace_not_found */
  restoreSandbox(name: string, actor: string): Promise<Workspace>
}

export interface WorkspaceGrantsDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly home: Home
  /** @throws InterlockError workspace_not_found */
  readonly find: (name: string) => WorkspaceRow
}

export function createWorkspaceGrants(deps: WorkspaceGrantsDeps): WorkspaceGrants {
  const { store, ledger, bodies, home, find } = deps
  const putToolchains = store.change<{ name: string; toolchains: string }>(
    'UPDATE workspace SET toolchains = :toolchains WHERE name = :name',
  )
  const putFloor = store.change<{ name: string; floor: string | null }>(
    'UPDATE workspace SET sandbox_floor = :floor WHERE name = :name',
  )

  return {
    toolchains: (name) => toolchainsView(name, { found: foundToolchains(), had: toolchainsIn(find(name).toolchains) }),
    setToolchains: ({ name, toolchains: words }, actor) => {
      // Outside of the write, which everybody waits for.
      const found = foundToolchains()
      return store.write((write) => {
        const had = toolchainsIn(find(name).toolchains)
        const toolchains = [...new Set(words)].map((word) => toolchainFor(word, { found, had }, home))
        const text = canonicalJson(toolchains)
        ledger.append(write, 'workspace.toolchains_set', { name, toolchains: bodies.canonical(write, text) }, { actor })
        putToolchains.run(write, { name, toolchains: text })
        return toolchainsView(name, { found, had: toolchains })
      })
    },
    lowerSandbox: ({ name, to, why }, actor) =>
      store.write((write) => {
        const row = find(name)
        ledger.append(write, 'workspace.sandbox_lowered', { name, to, why: bodies.text(write, why) }, { actor })
        putFloor.run(write, { name, floor: to })
        return toWorkspace({ ...row, sandbox_floor: to })
      }),
    restoreSandbox: (name, actor) =>
      store.write((write) => {
        const row = find(name)
        if (row.sandbox_floor === null) return toWorkspace(row)
        ledger.append(write, 'workspace.sandbox_restored', { name }, { actor })
        putFloor.run(write, { name, floor: null })
        return toWorkspace({ ...row, sandbox_floor: null })
      }),
  }
}
