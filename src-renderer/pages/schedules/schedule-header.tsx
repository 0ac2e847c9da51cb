import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ScheduleDetail } from '#schemas'
import { formatCount } from '#schemas/format'
import { scheduleStateTexts } from '#schemas/texts'
import { useCommands } from '../../app/index.ts'
import {
  Announce,
  Button,
  buttonClass,
  IconButton,
  Kbd,
  linkClass,
  Menu,
  MoreIcon,
  PlayIcon,
  Spelt,
  StateMark,
  Time,
  useKeys,
} from '../../components/index.ts'
import { FiringStrip } from './firing-marks.tsx'
import { isFailure, markWord, noNextSentence, openWords, whyOf } from './firing-words.ts'
import { type Asked, useScheduleMenu } from './schedule-menu.tsx'
import { type Move, MOVES, type ScheduleActs } from './use-schedule-acts.ts'
import { zonedTime, zoneWords } from './zoned.ts'

interface ScheduleHeaderProps {
  readonly schedule: ScheduleDetail
  readonly acts: ScheduleActs
  readonly onAsk: (what: Asked) => void
}

/** How it stands, why it does not fire where it does not, and what can be done. */
export function ScheduleHeader({ schedule, acts, onAsk }: ScheduleHeaderProps) {
  const { state, next, zone, last, name } = schedule
  const open = openWords(schedule)
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="flex min-w-[min(100%,22rem)] flex-1 flex-col gap-2">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StateMark of="schedule" state={state} look="tinted" />
          <Announce text={scheduleStateTexts[state].word} />
          <h2 className="min-w-0 text-title font-strong break-words">
            <Spelt text={name} />
          </h2>
        </div>
        <p className="flex flex-wrap items-center gap-x-4 gap-y-1">
          {next === null ? (
            <span className="text-ink-2">{noNextSentence(schedule)}</span>
          ) : (
            <span>
              Next <Time at={next.at} className="font-strong" />{' '}
              <span className="text-ink-2">
                {zonedTime(next.at, zone)} {zoneWords(zone)}
              </span>
            </span>
          )}
          <span className="text-ink-2">{open === '' ? 'nothing open' : open}</span>
          <FiringStrip firings={last} zone={zone} most={20} />
        </p>
        {state === 'tripped' && <Tripped schedule={schedule} />}
        {state === 'deleted' && <p className="text-ink-2">It was deleted. Only its history is left.</p>}
      </div>
      {state !== 'deleted' && <Acts schedule={schedule} acts={acts} onAsk={onAsk} />}
    </header>
  )
}

function Tripped({ schedule }: { schedule: ScheduleDetail }) {
  const { consecutive_failures: failures, last } = schedule
  const failed = last.find(isFailure)
  const why = failed === undefined ? '' : whyOf(failed) || `${markWord(failed)}.`
  const job = failed?.job ?? null
  return (
    <p className="max-w-[90ch] rounded-sm border border-bad bg-bad-tint px-3 py-2">
      <span className="font-strong">
        Its breaker stopped it after {failures === 1 ? 'a failure' : `${formatCount(failures)} failures in a row`}.
      </span>{' '}
      {why !== '' && (
        <>
          The last: <Spelt text={why} />{' '}
        </>
      )}
      {job !== null && (
        <>
          <Link to="/jobs/$id" params={{ id: job }} search={{}} className={linkClass}>
            Open that job
          </Link>
          , then resume the schedule once the cause is gone.
        </>
      )}
    </p>
  )
}

/** What one most likely wants of it as it is. */
const LEADING: Record<ScheduleDetail['state'], Move | undefined> = {
  off: 'enable',
  paused: 'resume',
  tripped: 'resume',
  on: undefined,
  deleted: undefined,
}

function Acts({ schedule, acts, onAsk }: ScheduleHeaderProps) {
  const navigate = useNavigate()
  const [menu, setMenu] = useState(false)
  const { id, name, state } = schedule
  const items = useScheduleMenu({ acts, onAsk, opens: false })(schedule)
  const leading = LEADING[state]
  useKeys([
    { keys: 'm', label: 'Actions', run: () => setMenu(true) },
    {
      keys: 'e',
      label: 'Edit the schedule',
      run: () => void navigate({ to: '/schedules/$id/edit', params: { id } }),
    },
  ])
  useCommands(
    items.map(({ label, disabledReason, changes = false, onSelect }) => ({
      id: `schedules.${label.toLowerCase()}`,
      label,
      aside: name,
      disabledReason,
      changes,
      run: onSelect,
    })),
  )
  return (
    <div className="flex flex-wrap items-center gap-2">
      {leading !== undefined && (
        <Button
          look="primary"
          changes
          busy={acts.move.isPending}
          onClick={() => acts.move.mutate({ schedule, move: leading })}
        >
          {MOVES[leading].act}
        </Button>
      )}
      {state === 'on' && (
        <Button changes busy={acts.move.isPending} onClick={() => acts.move.mutate({ schedule, move: 'pause' })}>
          Pause
        </Button>
      )}
      <Link to="/schedules/$id/edit" params={{ id }} className={buttonClass()}>
        Edit <Kbd keys="e" />
      </Link>
      <Button look={leading === undefined ? 'primary' : 'plain'} changes icon={PlayIcon} onClick={() => onAsk('run')}>
        Run now…
      </Button>
      <Menu
        label={`Actions on ${name}`}
        open={menu}
        onOpenChange={setMenu}
        items={items}
        trigger={<IconButton icon={MoreIcon} label="Actions" look="plain" />}
      />
    </div>
  )
}
