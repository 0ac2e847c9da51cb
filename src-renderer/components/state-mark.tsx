import type {
  AgentState,
  ApprovalState,
  Artifact,
  DeliveryState,
  EndpointState,
  GroupMember,
  FiringState,
  JobState,
  KillSwitchMode,
  Message,
  RunState,
  SandboxLevel,
  TaskGroup,
  ScheduleState,
  Verdict,
  Worker,
} from '#schemas'
import {
  agentStateTexts,
  approvalStateTexts,
  artifactStateTexts,
  deliveryStateTexts,
  endpointStateTexts,
  groupStateTexts,
  firingStateTexts,
  jobStateTexts,
  killSwitchTexts,
  memberStateTexts,
  messageStateTexts,
  runStateTexts,
  sandboxLevelTexts,
  scheduleStateTexts,
  type StateText,
  verdictTexts,
  workerStateTexts,
} from '#schemas/texts'
import { cx } from './cx.ts'
import * as icons from './icons/index.ts'
import { toneText } from './tone.ts'

/** A thing and the state it is in. The word and tone come from the catalogue, the icon from here. */
export type Marked =
  | { of: 'job'; state: JobState }
  | { of: 'run'; state: RunState }
  | { of: 'verdict'; state: Verdict }
  | { of: 'worker'; state: Worker['state'] }
  | { of: 'artifact'; state: Artifact['state'] }
  | { of: 'kill_switch'; state: KillSwitchMode }
  | { of: 'sandbox'; state: SandboxLevel }
  | { of: 'endpoint'; state: EndpointState }
  | { of: 'delivery'; state: DeliveryState }
  | { of: 'agent'; state: AgentState }
  | { of: 'message'; state: Message['state'] }
  | { of: 'group'; state: TaskGroup['state'] }
  | { of: 'member'; state: GroupMember['state'] }
  | { of: 'approval'; state: ApprovalState }
  | { of: 'schedule'; state: ScheduleState }
  | { of: 'firing'; state: FiringState }

const RunningIcon: icons.Icon = (props) => (
  <>
    <icons.ArcIcon {...props} className={cx(props.className, 'animate-turn motion-reduce:hidden')} />
    <icons.HalfDiscIcon {...props} className={cx(props.className, 'hidden motion-reduce:block')} />
  </>
)

const jobIcons: Record<JobState, icons.Icon> = {
  scheduled: icons.ClockIcon,
  awaiting_approval: icons.AskIcon,
  held: icons.HeldIcon,
  queued: icons.StackIcon,
  running: RunningIcon,
  retrying: icons.RetryIcon,
  succeeded: icons.SucceededIcon,
  failed: icons.FailedIcon,
  cancelled: icons.CancelledIcon,
}

const runIcons: Record<RunState, icons.Icon> = {
  running: RunningIcon,
  succeeded: icons.SucceededIcon,
  failed: icons.FailedIcon,
  timed_out: icons.ClockCrossIcon,
  over_budget: icons.OverBudgetIcon,
  killed: icons.KilledIcon,
  lost: icons.LostIcon,
  cancelled: icons.CancelledIcon,
  suspended: icons.SuspendedIcon,
}

const verdictIcons: Record<Verdict, icons.Icon> = {
  passed: icons.PassedIcon,
  failed: icons.NotPassedIcon,
  partial: icons.PartialIcon,
}

const workerIcons: Record<Worker['state'], icons.Icon> = {
  starting: icons.UnknownIcon,
  idle: icons.DotRingIcon,
  busy: RunningIcon,
  silent: icons.LostIcon,
  stopping: icons.HeldIcon,
  stopped: icons.StoppedIcon,
}

const artifactIcons: Record<Artifact['state'], icons.Icon> = {
  needs_review: icons.PageAskIcon,
  accepted: icons.PageDotIcon,
  promoted: icons.PageStarIcon,
  rejected: icons.PageCrossIcon,
  superseded: icons.PageArrowIcon,
  archived: icons.BoxIcon,
}

const approvalIcons: Record<ApprovalState, icons.Icon> = {
  pending: icons.AskIcon,
  approved: icons.DiamondCheckIcon,
  rejected: icons.DiamondCrossIcon,
  answered: icons.SuspendedIcon,
  expired: icons.DiamondClockIcon,
  void: icons.DiamondSlashIcon,
}

const killSwitchIcons: Record<KillSwitchMode, icons.Icon> = {
  released: icons.RingIcon,
  engaged: icons.BarsIcon,
  engaged_hard: icons.OctagonIcon,
}

const sandboxIcons: Record<SandboxLevel, icons.Icon> = {
  'os-enforced': icons.ShieldIcon,
  'os-partial': icons.ShieldIcon,
  'policy-only': icons.WarningIcon,
  refused: icons.CancelledIcon,
}

const endpointIcons: Record<EndpointState, icons.Icon> = {
  unknown: icons.UnknownIcon,
  up: icons.PassedIcon,
  degraded: icons.WarningIcon,
  down: icons.NotPassedIcon,
  unauthorised: icons.LockedIcon,
  wrong_model: icons.PartialIcon,
}

const scheduleIcons: Record<ScheduleState, icons.Icon> = {
  off: icons.ScheduleOffIcon,
  on: icons.ScheduleOnIcon,
  paused: icons.SchedulePausedIcon,
  tripped: icons.ScheduleTrippedIcon,
  deleted: icons.ScheduleDeletedIcon,
}

const firingIcons: Record<FiringState, icons.Icon> = {
  waiting: icons.ClockIcon,
  enqueued: icons.FiredIcon,
  refused: icons.RefusedIcon,
  missed: icons.MissedIcon,
  cancelled: icons.CancelledIcon,
}

const deliveryIcons: Record<DeliveryState, icons.Icon> = {
  waiting: icons.ClockIcon,
  sent: icons.SucceededIcon,
  collected: icons.StackIcon,
  dead: icons.FailedIcon,
  discarded: icons.CancelledIcon,
}

const agentIcons: Record<AgentState, icons.Icon> = {
  idle: icons.DotRingIcon,
  busy: RunningIcon,
  offline: icons.StoppedIcon,
}

const messageIcons: Record<Message['state'], icons.Icon> = {
  pending: icons.ClockIcon,
  delivered: icons.PageDotIcon,
  read: icons.SucceededIcon,
  expired: icons.ClockCrossIcon,
  refused: icons.FailedIcon,
}

const groupIcons: Record<TaskGroup['state'], icons.Icon> = {
  active: RunningIcon,
  completed: icons.SucceededIcon,
  failed: icons.FailedIcon,
  timed_out: icons.ClockCrossIcon,
}

const memberIcons: Record<GroupMember['state'], icons.Icon> = {
  pending: icons.UnknownIcon,
  running: RunningIcon,
  completed: icons.SucceededIcon,
  failed: icons.FailedIcon,
  dead: icons.LostIcon,
}

function looksOf(marked: Marked): StateText & { icon: icons.Icon } {
  switch (marked.of) {
    case 'job':
      return { ...jobStateTexts[marked.state], icon: jobIcons[marked.state] }
    case 'run':
      return { ...runStateTexts[marked.state], icon: runIcons[marked.state] }
    case 'verdict':
      return { ...verdictTexts[marked.state], icon: verdictIcons[marked.state] }
    case 'worker':
      return { ...workerStateTexts[marked.state], icon: workerIcons[marked.state] }
    case 'artifact':
      return { ...artifactStateTexts[marked.state], icon: artifactIcons[marked.state] }
    case 'kill_switch':
      return { ...killSwitchTexts[marked.state], icon: killSwitchIcons[marked.state] }
    case 'sandbox':
      return { ...sandboxLevelTexts[marked.state], icon: sandboxIcons[marked.state] }
    case 'approval':
      return { ...approvalStateTexts[marked.state], icon: approvalIcons[marked.state] }
    case 'schedule':
      return { ...scheduleStateTexts[marked.state], icon: scheduleIcons[marked.state] }
    case 'firing':
      return { ...firingStateTexts[marked.state], icon: firingIcons[marked.state] }
    case 'delivery':
      return { ...deliveryStateTexts[marked.state], icon: deliveryIcons[marked.state] }
    case 'agent':
      return { ...agentStateTexts[marked.state], icon: agentIcons[marked.state] }
    case 'message':
      return { ...messageStateTexts[marked.state], icon: messageIcons[marked.state] }
    case 'group':
      return { ...groupStateTexts[marked.state], icon: groupIcons[marked.state] }
    case 'member':
      return { ...memberStateTexts[marked.state], icon: memberIcons[marked.state] }
    case 'endpoint':
      return { ...endpointStateTexts[marked.state], icon: endpointIcons[marked.state] }
  }
}

export type StateMarkProps = Marked & {
  /** Replaces the catalogue's word where the state says more: `Retrying in 40 s`, `No free slot`. */
  word?: string | undefined
  /** `plain` in rows, `tinted` as a title's mark, `outlined` for a second chip such as a verdict. */
  look?: 'plain' | 'tinted' | 'outlined'
  className?: string | undefined
}

/** Icon and word of a state, always together. */
export function StateMark({ word, look = 'plain', className, ...marked }: StateMarkProps) {
  const { icon: Icon, tone, word: catalogueWord } = looksOf(marked)
  return (
    <span
      data-state={marked.state}
      className={cx(
        'inline-flex max-w-full items-center gap-1.5 whitespace-nowrap align-bottom',
        toneText[tone].text,
        look === 'tinted' && cx('rounded-sm px-2 py-0.5 font-strong', toneText[tone].tint),
        look === 'outlined' && 'rounded-sm border border-current px-1.5 text-meta',
        className,
      )}
    >
      <Icon size={look === 'outlined' ? 14 : 16} />
      <span className="truncate">{word ?? catalogueWord}</span>
    </span>
  )
}
