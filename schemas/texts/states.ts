import type { HeldReason, JobState, Verdict } from '../job.ts'
import type { SandboxLevel } from '../policy.ts'
import type { RunState } from '../run.ts'
import type { KillSwitchMode, Worker } from '../status.ts'
import type { Artifact } from '../run.ts'

/** The tone a state has; it chooses a colour token and never stands without an icon and a word. */
export type Tone = 'neutral' | 'run' | 'good' | 'warn' | 'bad' | 'ask'
export interface StateText {
  readonly word: string
  readonly tone: Tone
}

export const jobStateTexts: Record<JobState, StateText> = {
  scheduled: { word: 'Scheduled', tone: 'neutral' },
  awaiting_approval: { word: 'Needs approval', tone: 'ask' },
  held: { word: 'Held', tone: 'warn' },
  queued: { word: 'Queued', tone: 'neutral' },
  running: { word: 'Running', tone: 'run' },
  retrying: { word: 'Retrying', tone: 'warn' },
  succeeded: { word: 'Succeeded', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  cancelled: { word: 'Cancelled', tone: 'neutral' },
}

export const runStateTexts: Record<RunState, StateText> = {
  running: { word: 'Running', tone: 'run' },
  succeeded: { word: 'Succeeded', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  timed_out: { word: 'Timed out', tone: 'bad' },
  over_budget: { word: 'Over budget', tone: 'bad' },
  killed: { word: 'Killed', tone: 'warn' },
  lost: { word: 'Worker lost', tone: 'warn' },
  cancelled: { word: 'Cancelled', tone: 'neutral' },
  suspended: { word: 'Suspended', tone: 'ask' },
}

export const verdictTexts: Record<Verdict, StateText> = {
  passed: { word: 'Tests passed', tone: 'good' },
  failed: { word: 'Tests failed', tone: 'bad' },
  partial: { word: 'Partial', tone: 'warn' },
}

export const killSwitchTexts: Record<KillSwitchMode, StateText & { readonly sentence: string }> = {
  released: { word: 'Released', tone: 'neutral', sentence: 'Work may start.' },
  engaged: { word: 'Engaged', tone: 'warn', sentence: 'Nothing new starts. Running work stops at its next step.' },
  engaged_hard: { word: 'Hard stop', tone: 'bad', sentence: 'Nothing can start. Running work was ended.' },
}

export const workerStateTexts: Record<Worker['state'], StateText> = {
  starting: { word: 'Starting', tone: 'neutral' },
  idle: { word: 'Idle', tone: 'good' },
  busy: { word: 'Busy', tone: 'run' },
  silent: { word: 'Silent', tone: 'warn' },
  stopping: { word: 'Stopping', tone: 'warn' },
  stopped: { word: 'Stopped', tone: 'neutral' },
}

export const artifactStateTexts: Record<Artifact['state'], StateText> = {
  needs_review: { word: 'Needs review', tone: 'ask' },
  accepted: { word: 'Accepted, not trusted', tone: 'run' },
  promoted: { word: 'Promoted', tone: 'good' },
  rejected: { word: 'Rejected', tone: 'neutral' },
  superseded: { word: 'Superseded', tone: 'neutral' },
  archived: { word: 'Archived', tone: 'neutral' },
}

export const heldReasonTexts: Record<HeldReason, string> = {
  kill_switch: 'Ended by the kill switch. The release asks what becomes of it.',
  imported: 'Imported. It runs when you queue it.',
  quarantined: 'Its stored content cannot be read as a job, so it is not run.',
  workspace_gone: 'Its workspace was removed.',
}

export const sandboxLevelTexts: Record<SandboxLevel, StateText & { readonly sentence: string }> = {
  'os-enforced': { word: 'os-enforced', tone: 'good', sentence: 'The operating system enforces the policy.' },
  'os-partial': { word: 'os-partial', tone: 'warn', sentence: 'The operating system enforces part of the policy.' },
  'policy-only': {
    word: 'policy-only',
    tone: 'warn',
    sentence: 'Interlock checks the policy; the operating system does not enforce it.',
  },
  refused: { word: 'refused', tone: 'bad', sentence: 'This machine cannot give what the job asks for.' },
}
