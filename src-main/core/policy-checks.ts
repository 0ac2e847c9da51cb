import {
  type Asking,
  differencesFrom,
  InterlockError,
  type JobCheck,
  type JobSpec,
  parseJob,
  type Policy,
  type PolicyDifference,
  type PresetName,
  READ_ONLY_POLICY,
  sandboxPreview,
} from '#schemas'
import { cautionsOf } from '#schemas/texts'
import type { AdmitJob } from '#core/control'
import { type JobTable, refuseUnexplained } from '#core/work'
import type { Supervisor, Workspaces } from '#core/workers'

/** Questions about policies, answered without anything being written. */
export interface PolicyChecks {
  /**
   * What a job would be allowed to do, and whether it would be refused.
   * @throws InterlockError invalid_input, workspace_not_found, workspace_required, sandbox_lowering_unexplained,
   *   secret_not_found, secret_in_job
   */
  check(input: unknown, actor?: string): JobCheck
  /** @throws InterlockError job_not_found, id_ambiguous */
  compare(query: { preset: PresetName } & ({ job: string } | { policy: Policy })): {
    preset: PresetName
    differences: PolicyDifference[]
  }
}

export function createPolicyChecks({
  jobs,
  workspaces,
  supervisor,
  admit,
  asking,
}: {
  jobs: JobTable
  workspaces: Workspaces
  supervisor: Supervisor
  /** As `enqueue` lets a job in or refuses it for the secrets it names or holds. */
  admit: AdmitJob
  /** Why a job would wait for an approval. */
  asking: (spec: JobSpec, actor: string) => Asking | null
}): PolicyChecks {
  return {
    check(input, actor = 'operator') {
      const parsed = parseJob(input)
      const spec = { ...parsed, workspace: workspaces.resolve(parsed.workspace) }
      refuseUnexplained(spec)
      // While the secrets are just being opened, what their values are is not known here yet.
      void admit(spec)?.catch(() => undefined)
      const { workspace, policy, budgets, preset = null } = spec
      const place = workspaces.place(workspace)
      if (place === undefined) throw new InterlockError('workspace_not_found', { name: workspace, known: [] })
      const report = supervisor.sandbox()
      return {
        workspace,
        toolchains: workspaces.toolchains(workspace).toolchains.map(({ name, paths }) => ({ name, paths })),
        preset,
        differences: preset === null ? [] : differencesFrom(preset, policy),
        floor: place.floor,
        level: report?.level ?? null,
        asking: asking(spec, actor),
        cautions: cautionsOf(spec),
        ...sandboxPreview(
          {
            policy,
            budgets,
            compat: spec.compat ?? null,
            workspace: place.path,
            toolchains: place.toolchains,
            floor: place.floor,
          },
          report,
        ),
      }
    },
    compare(query) {
      const policy = 'policy' in query ? query.policy : (jobs.spec(jobs.find(query.job))?.policy ?? READ_ONLY_POLICY)
      return { preset: query.preset, differences: differencesFrom(query.preset, policy) }
    },
  }
}
