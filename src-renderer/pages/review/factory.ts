import type { Artifact } from '#schemas'

/** An artifact as the core would list it, for tests. */
export function anArtifact(over: Partial<Artifact> = {}): Artifact {
  return {
    id: 'art-1',
    job_id: 'job-1',
    run_id: 'run-1',
    kind: 'document',
    name: 'job-1.md',
    media_type: 'text/markdown',
    size: 120,
    state: 'needs_review',
    created_at: '2026-11-20T12:00:00.000Z',
    workspace: 'demo',
    revision: 0,
    undo_to: null,
    decided_at: null,
    decided_by: null,
    note: null,
    busy: false,
    ...over,
  }
}
