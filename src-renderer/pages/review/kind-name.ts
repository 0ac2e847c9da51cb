import type { Artifact } from '#schemas'

/** What each kind is called where people read it. */
export const KIND_NAMES: Record<Artifact['kind'], string> = {
  repo_index: 'Index',
  summary: 'Summary',
  document: 'Document',
  test_report: 'Test report',
  output: 'Output',
}
