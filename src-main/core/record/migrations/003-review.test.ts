import { expect, it } from 'vitest'
import { migrate } from '../migrate.ts'
import { aDatabaseBefore, aRun, jobs, upTo } from './test-bed.ts'

/** Two jobs with three artifacts; one event of their making was written to. */
function withArtifacts() {
  const artifact = (id: string, job: string, run: string, state: string) =>
    `('${id}', '${job}', '${run}', 'document', '${id}.md', 'text/markdown', 1, '${state}', 'text', 5)`
  const event = (seq: number, kind: string, payload: string) =>
    `(${seq}, 0, '${kind}', 1, 'core', 'one', 'run', '${payload}', x'00', x'00')`
  return aDatabaseBefore(
    3,
    `${jobs({ seq: 1, id: 'one', state: 'succeeded', workspace: 'site' }, { seq: 2, id: 'two', state: 'succeeded' })}
     ${aRun('run', 'one', 1)} ${aRun('other', 'two', 2)}
     INSERT INTO artifact(id, job_id, run_id, kind, name, media_type, size, state, body, created_at) VALUES
       ${artifact('art-a', 'one', 'run', 'needs_review')}, ${artifact('art-b', 'one', 'run', 'needs_review')},
       ${artifact('art-c', 'two', 'other', 'accepted')};
     INSERT INTO event(seq, at, kind, v, actor, job_id, run_id, payload, prev_hash, hash) VALUES
       ${event(1, 'artifact.created', '{"artifact":"art-a"}')}, ${event(2, 'artifact.created', 'no JSON')},
       ${event(3, 'artifact.created', '{"artifact":"art-c"}')}, ${event(4, 'job.enqueued', '{"artifact":"art-b"}')};`,
    { spec: '{}', text: 'text' },
  )
}

it('gives artifacts that were there their workspace and the event that tells of their making', () => {
  const database = withArtifacts()
  migrate(database, 2000, upTo(3))
  expect(
    database.prepare('SELECT id, workspace, made_seq, revision, busy, undo_to FROM artifact ORDER BY id').all(),
  ).toEqual([
    { id: 'art-a', workspace: 'site', made_seq: 1, revision: 0, busy: 0, undo_to: null },
    { id: 'art-b', workspace: 'site', made_seq: null, revision: 0, busy: 0, undo_to: null },
    { id: 'art-c', workspace: 'demo', made_seq: 3, revision: 0, busy: 0, undo_to: null },
  ])
})

it('counts those that were there, and goes on counting', () => {
  const database = withArtifacts()
  migrate(database, 2000, upTo(3))
  const counts = () =>
    Object.fromEntries(
      database.prepare<[], [string, number]>('SELECT state, n FROM artifact_count WHERE n > 0').raw().all(),
    )
  expect(counts()).toEqual({ needs_review: 2, accepted: 1 })
  database.exec(`UPDATE artifact SET state = 'rejected' WHERE id = 'art-a'; UPDATE artifact SET busy = 1;
    INSERT INTO artifact(id, job_id, run_id, kind, name, media_type, size, state, body, created_at)
      SELECT 'art-d', job_id, run_id, kind, name, media_type, size, 'needs_review', body, 6 FROM artifact WHERE id = 'art-a'`)
  expect(counts()).toEqual({ needs_review: 2, accepted: 1, rejected: 1 })
})
