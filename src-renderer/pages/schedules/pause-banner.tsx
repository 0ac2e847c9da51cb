import type { Scheduler } from '#schemas'
import { Button, PauseIcon, PlayIcon, Time } from '../../components/index.ts'

interface PauseBannerProps {
  readonly scheduler: Scheduler
  readonly busy: boolean
  readonly onResume: () => void
}

/** That no schedule fires by itself just now, and the way on. */
export function PauseBanner({ scheduler, busy, onResume }: PauseBannerProps) {
  return (
    <section
      aria-label="All schedules are paused"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-warn bg-warn-tint px-4 py-2"
    >
      <PauseIcon className="text-warn" />
      <p className="min-w-0 flex-1">
        <span className="font-strong">All schedules are paused</span>
        {scheduler.since !== null && (
          <>
            {' '}
            since <Time at={scheduler.since} show="exact" />
          </>
        )}
        . What is due meanwhile is recorded as missed and not run later; what follows another schedule waits. Each can
        still be run by hand.
      </p>
      <Button size="small" changes busy={busy} icon={PlayIcon} onClick={onResume}>
        Resume all
      </Button>
    </section>
  )
}
