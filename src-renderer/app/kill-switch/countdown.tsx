import { useEffect, useState } from 'react'
import { Button, Kbd, OctagonIcon } from '../../components/index.ts'
import { useKillSwitch } from './room.tsx'

/** The seconds before an announced hard stop, and both ways to end them. */
export function HardStopCountdown({ at }: { at: number }) {
  const { engage, cancelHardStop } = useKillSwitch()
  const [left, setLeft] = useState(() => secondsTo(at))
  useEffect(() => {
    const timer = setInterval(() => setLeft(secondsTo(at)), 100)
    return () => clearInterval(timer)
  }, [at])
  return (
    <>
      <OctagonIcon size={24} />
      {/* Said once: a screen reader that counts along would say nothing else. */}
      <p role="alert" className="sr-only">
        A hard stop comes in 3 seconds. Enter brings it now, Escape keeps the switch engaged without it.
      </p>
      <p aria-hidden="true" className="min-w-0 flex-1 basis-64">
        <strong className="text-field">Hard stop in {left} s.</strong> Running work is ended with all it started.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="small" data-keeps-engaged onClick={cancelHardStop} hint={<Kbd keys="Escape" exact />}>
          Keep engaged only
        </Button>
        <Button
          size="small"
          look="danger"
          icon={OctagonIcon}
          onClick={() => engage(true)}
          hint={<Kbd keys="Enter" exact />}
        >
          Hard stop now
        </Button>
      </div>
    </>
  )
}

function secondsTo(at: number): number {
  return Math.max(0, Math.ceil((at - performance.now()) / 1000))
}
