import { type Inbox, type InboxGroup, inboxGroupSchema, type InterlockError, type Verification } from '#schemas'
import { type Clock, formatBytes, formatCount, isoTime } from '#schemas/format'
import type { Ledger, Reader } from '#core/record'
import { diskFree, LOW_DISK_BYTES } from './health.ts'
import { changesInbox, inboxGroupsAnswer } from './inbox-groups.ts'

/** What happened since the last visit, and what is wrong right now. */
export interface InboxView {
  get(): Promise<Inbox>
  close(): void
}

/** How often it is looked whether something is wrong that no event tells of. */
const LOOK_MS = 5000

export function createInbox({
  reader,
  ledger,
  clock,
  home,
  verified,
  failure,
  onChange,
}: {
  reader: Reader
  ledger: Ledger
  clock: Clock
  home: string
  /** The last verification of this life. */
  verified: () => { at: string; result: Verification } | undefined
  failure: () => InterlockError | undefined
  /** What it tells may be different now. */
  onChange: () => void
}): InboxView {
  let shown: ReadonlySet<string> = new Set()
  let wrong = wrongNow()
  const stopHearing = ledger.onAppend((appended) => {
    if (appended.some((event) => changesInbox(event, shown))) onChange()
  })
  const stopLooking = clock.every(LOOK_MS, () => {
    const now = wrongNow()
    if (now === wrong) return
    wrong = now
    onChange()
  })

  function wrongNow(): string {
    return standing()
      .map(({ kind }) => kind)
      .join()
  }

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

  return {
    async get() {
      const { head, groups, more } = inboxGroupsAnswer.parse(await reader.run('inbox.groups', {}))
      const told = groups.map((group) => inboxGroupSchema.parse(group))
      shown = new Set(told.flatMap(({ job }) => (job === null ? [] : [job.id])))
      const all = [...standing(), ...told]
      return { head, unread: all.filter(({ unread }) => unread).length, groups: all, more }
    },
    close() {
      stopHearing()
      stopLooking()
    },
  }
}
