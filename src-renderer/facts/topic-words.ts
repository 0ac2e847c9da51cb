const TOPICS: Readonly<Record<string, string>> = {
  'job.ended': 'Job ended',
  'approval.asked': 'Approval asked for',
  'group.ended': 'Task group ended',
  'member.stuck': 'Member of a group is stuck',
  'schedule.tripped': 'Schedule stopped',
  'schedule.missed': 'Firing missed',
  'schedule.refused': 'Firing refused',
  'watchdog.stuck': 'Watched work is stuck',
  'watchdog.done': 'Watched work is finished',
  'watchdog.error': 'Check of a watchdog failed',
  'message.came': 'Message',
  'spawn.refused': 'Spawn refused',
  'chain.undecided': 'Chain stands still',
  'trust.not_cleaned': 'Credentials not taken back',
  digest: 'Digest',
  test: 'Test',
}

/** What a piece of news is about; a topic this version does not know is read as it is. */
export function topicWords(topic: string): string {
  const words = TOPICS[topic] ?? topic.replaceAll(/[._]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
