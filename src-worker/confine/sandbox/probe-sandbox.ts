import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RUN_COOKIE } from '../kill-tree.ts'
import { openRoot } from '../open-beneath.ts'
import { isTrustedTool } from '../trusted-tool.ts'
import { BWRAP, type SandboxKind, startSandboxed } from './bubblewrap.ts'
import { DEFAULT_CONFINEMENT } from './confinement.ts'
import { type ControlGroups, findControlGroups } from './control-group.ts'
import { PERL } from './starter.ts'

export type SandboxProbe =
  | { readonly kind: SandboxKind; readonly groups: ControlGroups | undefined; readonly reason: string }
  | { readonly complaint: string }

/**
 * Runs something in a sandbox of this kind that tells more than that it starts.
 * @returns whether anything ran inside
 */
export type Trial = (kind: SandboxKind, groups: ControlGroups | undefined) => Promise<boolean>

/**
 * Finds out by starting a command in a sandbox; which of its promises hold is the self-test's business. Where that is what comes
 * next it is given as `trial`, so that it takes one start instead of two.
 */
export async function probeSandbox(trial?: Trial): Promise<SandboxProbe> {
  const tools = [BWRAP, PERL].filter((path) => !isTrustedTool(path))
  if (tools.length > 0) {
    return {
      complaint: `${tools.join(' and ')} ${tools.length === 1 ? 'is' : 'are'} missing or can be changed by others.`,
    }
  }
  const complaints: string[] = []
  // Root keeps its exemption from the limit on processes unless it is given up, which needs ID-mapped mounts.
  const kinds = process.getuid?.() === 0 ? [{ dropsRoot: true }, { dropsRoot: false }] : [{ dropsRoot: false }]
  for (const kind of kinds) {
    try {
      const [groups, why] = await workingGroups(kind, trial)
      const words = ['Each command runs in a sandbox of bubblewrap; it was tried.', why, ...complaints]
      return { kind, groups, reason: words.filter(Boolean).join(' ') }
    } catch (error) {
      complaints.push(error instanceof Error ? error.message : String(error))
    }
  }
  return { complaint: complaints.join(' ') }
}

/**
 * Moving a process into a group may be refused where making the group is not.
 * @throws Error where the sandbox cannot be made without groups either
 */
async function workingGroups(
  kind: SandboxKind,
  trial: Trial | undefined,
): Promise<[groups: ControlGroups | undefined, why: string]> {
  const found = findControlGroups()
  if ('reason' in found) {
    await tryOut(kind, undefined, trial)
    return [undefined, found.reason]
  }
  try {
    await tryOut(kind, found, trial)
    return [found, '']
  } catch (error) {
    await tryOut(kind, undefined, trial)
    return [undefined, `Control groups cannot be used: ${error instanceof Error ? error.message : String(error)}`]
  }
}

async function tryOut(kind: SandboxKind, groups: ControlGroups | undefined, trial: Trial | undefined): Promise<void> {
  if ((await trial?.(kind, groups)) === true) return
  const folder = mkdtempSync(join(tmpdir(), 'interlock-probe-'))
  const root = openRoot(folder)
  try {
    const inside = await startSandboxed({
      argv: ['/usr/bin/true'],
      env: {},
      root,
      directory: root.realPath,
      confinement: DEFAULT_CONFINEMENT,
      // Killed in the meantime, a worker leaves what the core finds by this.
      cookie: process.env[RUN_COOKIE],
      output: ['pipe', 'pipe'],
      errors: undefined,
      kind,
      groups,
    })
    await inside.end(5000)
  } finally {
    root.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
