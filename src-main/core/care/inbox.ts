import { type Inbox, type InboxGroup, inboxGroupSchema, type InterlockError, type Verification } from '#schemas'
import { type Clock, formatBytes, formatCount, isoTime } from '#schemas/format'
import type { Reader } from '#core/record'
import { diskFree, LOW_DISK_BYTES } from './health.ts'
import { inboxGroupsAnswer } from './inbox-groups.ts'

/** What happened since the last visit, and what is wrong right now. */
export function createInbox({
  reader,
  clock,
  home,
  verified,
  failure,
}: {
  reader: Reader
  clock: Clock
  home: string
  /** The last verification of this life. */
  verified: () => { at: string; result: Verification } | undefined
  failure: () => InterlockError | undefined
}): () => Promise<Inbox> {
  function standing(): InboxGroup[] {
    const last = verified()
    const free = diskFree(home)
    const broken = failure()
    return [
      last?.result.ok === false &&
        trouble('chain', last.at, `Not all of the ${formatCount(last.result.rows)} rows that were checked match.`),
      free !== null && free < LOW_DISK_BYTES && trouble('disk', null, `${formatBytes(free)} are free.`),
      broken !== undefined && trouble('database', null, `${broken.message} ${broken.remedy}`),
    ].filter((each) => each !== false)
  }

  function trouble(kind: 'chain' | 'disk' | 'database', at: string | null, text: string): InboxGroup {
    return {
      id: kind,
      kind,
      unread: true,
      standing: true,
      count: 1,
      last_seq: 0,
      last_at: at ?? isoTime(clock.now()),
      actor: null,
      code: null,
      job: null,
      subject: null,
      text: text.slice(0, 500),
    }
  }

  return async () => {
    const { head, groups, more } = inboxGroupsAnswer.parse(await reader.run('inbox.groups', {}))
    const all = [...standing(), ...groups.map((group) => inboxGroupSchema.parse(group))]
    return { head, unread: all.filter(({ unread }) => unread).length, groups: all, more }
  }
}
