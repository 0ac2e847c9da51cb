import { clockSeconds, cx, PauseIcon, PlayIcon, Tooltip, UnknownIcon, useKeys } from '../../components/index.ts'
import { useLive } from '../live/live.ts'

/** Whether what is on screen is live; pauses and resumes lists. */
export function LiveButton() {
  const { contact, paused, lastContact, setPaused } = useLive()
  useKeys([
    { keys: 'Shift+u', label: paused ? 'Resume live lists' : 'Pause live lists', run: () => setPaused(!paused) },
  ])
  if (contact !== 'live')
    return (
      <span className="flex items-center gap-1.5 whitespace-nowrap text-ask">
        <UnknownIcon />
        <span className="max-lg:sr-only">
          {lastContact === undefined ? 'Connecting' : `Reconnecting, data from ${clockSeconds(lastContact)}`}
        </span>
      </span>
    )
  const Sign = paused ? PlayIcon : PauseIcon
  return (
    <Tooltip
      text={paused ? 'Resume (Shift+U)' : 'Hold lists still (Shift+U). The kill switch stays live.'}
      side="bottom"
    >
      <button
        type="button"
        aria-pressed={paused}
        onClick={() => setPaused(!paused)}
        className={cx(
          'group inline-flex h-7 items-center gap-1.5 rounded-sm px-2 hover:bg-sunken',
          paused ? 'bg-warn-tint text-warn' : 'text-ink-2',
        )}
      >
        <span className="relative inline-flex size-4 items-center justify-center">
          {!paused && (
            <span className="size-2 rounded-full bg-good group-hover:opacity-0 group-focus-visible:opacity-0 forced-colors:bg-[CanvasText]" />
          )}
          <Sign
            size={14}
            className={cx('absolute', !paused && 'opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100')}
          />
        </span>
        <span className="max-sm:sr-only">{paused ? 'Paused' : 'Live'}</span>
      </button>
    </Tooltip>
  )
}
