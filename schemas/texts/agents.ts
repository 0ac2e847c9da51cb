import type { AgentState, Message } from '../agents.ts'
import type { GroupMember, TaskGroup } from '../groups.ts'
import type { StateText } from './states.ts'

export const agentStateTexts: Record<AgentState, StateText> = {
  idle: { word: 'Idle', tone: 'good' },
  busy: { word: 'Busy', tone: 'run' },
  offline: { word: 'Offline', tone: 'neutral' },
}

export const messageStateTexts: Record<Message['state'], StateText> = {
  pending: { word: 'Waiting', tone: 'neutral' },
  delivered: { word: 'Delivered', tone: 'run' },
  read: { word: 'Read', tone: 'good' },
  expired: { word: 'Expired', tone: 'warn' },
  refused: { word: 'Refused', tone: 'bad' },
}

export const groupStateTexts: Record<TaskGroup['state'], StateText> = {
  active: { word: 'Active', tone: 'run' },
  completed: { word: 'Completed', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  timed_out: { word: 'Timed out', tone: 'bad' },
}

export const memberStateTexts: Record<GroupMember['state'], StateText> = {
  pending: { word: 'Not heard of', tone: 'neutral' },
  running: { word: 'Running', tone: 'run' },
  completed: { word: 'Completed', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  dead: { word: 'Fell silent', tone: 'bad' },
}
