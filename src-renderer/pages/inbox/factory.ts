import type { InboxGroup } from '#schemas'

/** An entry of the inbox for tests: one failure that nobody has looked at. */
export function anEntry(over: Partial<InboxGroup> = {}): InboxGroup {
  return {
    id: 'x',
    kind: 'job_failed',
    unread: true,
    standing: false,
    count: 1,
    last_seq: 7,
    last_at: '2026-11-20T12:00:00.000Z',
    actor: 'operator',
    code: null,
    job: null,
    subject: null,
    text: null,
    ...over,
  }
}
