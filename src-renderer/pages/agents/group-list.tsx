import type { GroupMember, TaskGroup } from '#schemas'
import { formatCount } from '#schemas/format'
import { PathLink } from '../../app/index.ts'
import { cx, linkClass, Panel, Spelt, StateMark, Time, WarningIcon } from '../../components/index.ts'

/** What is expected of whom, and how far each is. */
export function GroupList({ groups }: { groups: readonly TaskGroup[] }) {
  return (
    <Panel title="Task groups" flush>
      <ul className="divide-y divide-line border-t border-line">
        {groups.map((group) => (
          <li key={group.id} className="px-4 py-2.5">
            <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
              <StateMark of="group" state={group.state} />
              <span className="min-w-0 font-strong break-words">
                <Spelt text={group.name} />
              </span>
              <span className="text-ink-3">{doneWords(group)}</span>
              <span className="ml-auto text-meta text-ink-3">
                {group.ended_at === null ? (
                  <>
                    time is over <Time at={group.deadline} />
                  </>
                ) : (
                  <Time at={group.ended_at} />
                )}
              </span>
            </p>
            <ul className="mt-1.5 grid gap-x-6 gap-y-1 sm:grid-cols-2 xl:grid-cols-3">
              {group.members.map((member) => (
                <Member key={member.name} member={member} live={group.state === 'active'} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Member({ member, live }: { member: GroupMember; live: boolean }) {
  const { name, job, state, note, last_seen_at, steered_at, alerted_at } = member
  const open = live && (state === 'pending' || state === 'running')
  return (
    <li className="flex min-w-0 items-start gap-x-3">
      <StateMark of="member" state={state} className="w-28 shrink-0" />
      <span className="min-w-0 flex-1">
        {job === null ? (
          <span className="font-mono text-meta leading-5">{name}</span>
        ) : (
          <PathLink to={`/jobs/${job}`} className={cx(linkClass, 'font-mono text-meta leading-5')}>
            {name}
          </PathLink>
        )}
        {open && last_seen_at !== null && (
          <span className="text-meta text-ink-3">
            {' '}
            heard of <Time at={last_seen_at} reachable={false} />
          </span>
        )}
        {note !== null && (
          <span className="block truncate text-meta text-ink-2">
            <Spelt text={note} />
          </span>
        )}
        {open && steered_at !== null && (
          <span className="flex items-center gap-1.5 text-meta text-warn">
            <WarningIcon size={14} />
            {alerted_at === null ? 'stuck: it was asked how it is getting on' : 'stuck: you were told'}
          </span>
        )}
      </span>
    </li>
  )
}

function doneWords({ members }: TaskGroup): string {
  const done = members.filter(({ state }) => state === 'completed').length
  return `${formatCount(done)} of ${formatCount(members.length)} completed`
}
