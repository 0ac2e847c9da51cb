import { CUT, drawn } from './icon.tsx'

/*
 * Outline means open, filled means final. The outer shape names the thing: circle job and run, diamond approval, page
 * artifact, octagon stopped by the switch, leaf of a calendar schedule.
 */
const OCTAGON = 'M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z'
const DIAMOND = 'M8 1.2 14.8 8 8 14.8 1.2 8z'
const PAGE = 'M3.25 1.75h6l3.5 3.5v9h-9.5z'
const CALENDAR = 'M2 3.25h12v10.5H2zM5.25 1.5v3M10.75 1.5v3'
const QUESTION = 'M6.5 6.6a1.5 1.5 0 1 1 2.3 1.27c-.5.33-.8.6-.8 1.13M8 11.1v.05'

const ring = <circle cx="8" cy="8" r="6.25" />

export const ClockIcon = drawn(
  <>
    {ring}
    <path d="M8 4.5V8l2.25 1.5" />
  </>,
)
export const ClockCrossIcon = drawn(
  <>
    <circle cx="8" cy="8" r="7" />
    <path {...CUT} d="M8 4v4l-2.5 1.6M10 9.6l2 2m0-2-2 2" />
  </>,
  true,
)
export const StackIcon = drawn(<path d="M2 4.25h12M2 8h12M2 11.75h12" />)
export const ArcIcon = drawn(
  <>
    <circle cx="8" cy="8" r="6.25" opacity={0.25} className="forced-colors:hidden" />
    <path d="M8 1.75A6.25 6.25 0 0 1 14.25 8" strokeWidth={2} />
  </>,
)
export const HalfDiscIcon = drawn(
  <>
    {ring}
    <path d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" fill="currentColor" stroke="none" />
  </>,
)
export const RetryIcon = drawn(<path d="M13.9 9.2A6.1 6.1 0 1 1 12.6 4M13.25 1.5v3h-3" />)
export const HeldIcon = drawn(
  <>
    {ring}
    <path d="M6.4 5.6v4.8M9.6 5.6v4.8" />
  </>,
)
export const SucceededIcon = drawn(
  <>
    <circle cx="8" cy="8" r="7" />
    <path {...CUT} d="m4.9 8.2 2.2 2.2 4-4.6" />
  </>,
  true,
)
export const FailedIcon = drawn(
  <>
    <rect x="1.5" y="1.5" width="13" height="13" rx="2" />
    <path {...CUT} d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2" />
  </>,
  true,
)
export const CancelledIcon = drawn(
  <>
    {ring}
    <path d="m3.6 12.4 8.8-8.8" />
  </>,
)
export const OverBudgetIcon = drawn(
  <>
    <path d="M1 11.5a7 7 0 1 1 14 0v1.25a.75.75 0 0 1-.75.75H1.75a.75.75 0 0 1-.75-.75z" />
    <path {...CUT} d="m8 10.6 4-3" />
  </>,
  true,
)
export const KilledIcon = drawn(
  <>
    <path d={OCTAGON} />
    <path {...CUT} d="M5.25 8h5.5" />
  </>,
  true,
)
export const LostIcon = drawn(
  <path d="M8 1.75A6.25 6.25 0 0 1 14.25 8M12.4 12.4A6.25 6.25 0 0 1 4 12.8M1.9 9.4a6.25 6.25 0 0 1 2.5-6.5" />,
)
export const SuspendedIcon = drawn(
  <>
    <path d={DIAMOND} />
    <path d="M5.4 8h.05M8 8h.05M10.6 8h.05" strokeWidth={2} />
  </>,
)
export const AskIcon = drawn(
  <>
    <path d={DIAMOND} />
    <path d={QUESTION} strokeWidth={1.25} />
  </>,
)
export const DiamondCheckIcon = drawn(
  <>
    <path d={DIAMOND} />
    <path {...CUT} d="m5 8.2 2.1 2.1 3.8-4.3" />
  </>,
  true,
)
export const DiamondCrossIcon = drawn(
  <>
    <path d={DIAMOND} />
    <path {...CUT} d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4" />
  </>,
  true,
)
export const DiamondClockIcon = drawn(
  <>
    <path d={DIAMOND} />
    <path {...CUT} d="M8 4.6V8l2.2 1.6" />
  </>,
  true,
)
export const DiamondSlashIcon = drawn(
  <>
    <path d={DIAMOND} />
    <path d="m4.6 11.4 6.8-6.8" />
  </>,
)
export const PassedIcon = drawn(
  <>
    {ring}
    <path d="m5.2 8.2 2 2 3.7-4.2" />
  </>,
)
export const NotPassedIcon = drawn(
  <>
    <rect x="1.75" y="1.75" width="12.5" height="12.5" rx="2" />
    <path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" />
  </>,
)
export const PartialIcon = drawn(
  <>
    {ring}
    <path d="M2 8h12M8 8v6" />
  </>,
)

export const PageAskIcon = drawn(
  <>
    <path d={PAGE} />
    <path d="M6.8 7.2a1.2 1.2 0 1 1 1.9 1c-.45.3-.7.5-.7 1M8 11.6v.05" strokeWidth={1.25} />
  </>,
)
export const PageDotIcon = drawn(
  <>
    <path d={PAGE} />
    <circle cx="8" cy="9" r="1.6" fill="currentColor" stroke="none" />
  </>,
)
export const PageStarIcon = drawn(
  <>
    <path d="M3.25 1h6.3L13.5 4.95V15H2.5V1.75A.75.75 0 0 1 3.25 1z" />
    <path
      d="m8 5.4 1.1 2.3 2.5.35-1.8 1.75.43 2.5L8 11.1l-2.23 1.2.43-2.5-1.8-1.75 2.5-.35z"
      fill="var(--color-surface)"
    />
  </>,
  true,
)
export const PageCrossIcon = drawn(
  <>
    <path d={PAGE} />
    <path d="m6.2 7.2 3.6 3.6m0-3.6-3.6 3.6" />
  </>,
)
export const PageArrowIcon = drawn(
  <>
    <path d={PAGE} />
    <path d="M5.6 9h4.6M8.4 7.2 10.2 9l-1.8 1.8" />
  </>,
)
export const BoxIcon = drawn(<path d="M1.75 2.75h12.5v3H1.75zM2.75 5.75h10.5v7.5H2.75zM6.25 8.5h3.5" />)

export const RingIcon = drawn(ring)
export const DotRingIcon = drawn(
  <>
    {ring}
    <circle cx="8" cy="8" r="2" fill="currentColor" stroke="none" />
  </>,
)
export const BarsIcon = drawn(<path d="M4 2.5h2.75v11H4zM9.25 2.5H12v11H9.25z" />, true)
export const OctagonIcon = drawn(
  <>
    <path d={OCTAGON} />
    <path d="M5.5 5.5h5v5h-5z" fill="var(--octagon-cut, var(--color-surface))" />
  </>,
  true,
)
export const UnknownIcon = drawn(
  <>
    <circle cx="8" cy="8" r="6.25" strokeDasharray="2.2 2.2" />
    <path d={QUESTION} strokeWidth={1.25} />
  </>,
)
export const StoppedIcon = drawn(<rect x="2.75" y="2.75" width="10.5" height="10.5" rx="1.5" />)

export const ScheduleOnIcon = drawn(
  <>
    <path d={CALENDAR} />
    <path d="M6.5 6.75v4.5L10.25 9z" fill="currentColor" />
  </>,
)
export const ScheduleOffIcon = drawn(
  <>
    <path d={CALENDAR} />
    <path d="M5.5 9h5" />
  </>,
)
export const SchedulePausedIcon = drawn(
  <>
    <path d={CALENDAR} />
    <path d="M6.5 7v4M9.5 7v4" />
  </>,
)
export const ScheduleTrippedIcon = drawn(
  <>
    <path d="M4.5 1h1.5v1.5h4V1h1.5v1.5h3v12h-13v-12h3z" />
    <path {...CUT} d="m5.75 6.25 4.5 4.5m0-4.5-4.5 4.5" />
  </>,
  true,
)
export const ScheduleDeletedIcon = drawn(<path d={CALENDAR} strokeDasharray="2.2 2.2" />)

export const FiredIcon = drawn(
  <>
    {ring}
    <path d="M5 8h5.5M8.25 5.5 10.75 8l-2.5 2.5" />
  </>,
)
export const RefusedIcon = drawn(
  <>
    {ring}
    <path d="M5 8h6" strokeWidth={2.5} />
  </>,
)
export const MissedIcon = drawn(
  <>
    <circle cx="8" cy="8" r="6.25" strokeDasharray="2.2 2.2" />
    <path d="M5.25 5.75 7.5 8l-2.25 2.25M8.5 5.75 10.75 8 8.5 10.25" />
  </>,
)
