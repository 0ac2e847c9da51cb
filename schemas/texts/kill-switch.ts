import { formatCount, formatDuration } from '../format/index.ts'
import type { KillSwitch } from '../status.ts'

/** Who engaged it, as it reads after the time. */
export function sourceWords(source: KillSwitch['source']): string {
  switch (source) {
    case 'operator':
      return 'by you'
    case 'api':
      return 'by a script'
    case 'cli':
      return 'from the command line'
    case 'file':
      return 'by the file KILL_SWITCH'
    case 'import':
      return 'by an import'
    case null:
      return ''
  }
}

/** What the switch does right now, part by part. */
export function switchFacts(state: KillSwitch): string[] {
  const stopping = state.stopping.length
  const killed = state.killed.length
  if (state.mode === 'engaged')
    return [
      'nothing new starts',
      stopping > 0 &&
        `${things(stopping, 'run')} ${stopping === 1 ? 'stops' : 'stop'} at ${stopping === 1 ? 'its' : 'their'} next step, which may take long; Hard stop ends ${stopping === 1 ? 'it' : 'them'} now`,
      killed > 0 && `${things(killed, 'run')} stopped`,
      state.waiting > 0 && `${formatCount(state.waiting)} ${state.waiting === 1 ? 'waits' : 'wait'}`,
    ].filter((part) => part !== false)
  return [
    stopping > 0 && `${things(stopping, 'run')} ${stopping === 1 ? 'is' : 'are'} being ended`,
    killed > 0 && endedWords(state),
    'nothing can start',
    state.waiting > 0 && `${formatCount(state.waiting)} ${state.waiting === 1 ? 'waits' : 'wait'}`,
  ].filter((part) => part !== false)
}

function endedWords({ killed, processes_ended, ended_ms }: KillSwitch): string {
  const processes = processes_ended === null ? '' : `, ${things(processes_ended, 'process')}`
  return `${things(killed.length, 'run')}${processes} ended${ended_ms === null ? '' : ` in ${formatDuration(ended_ms)}`}`
}

/** `1 run`, `2 runs`, `7 processes`. */
export function things(count: number, noun: string): string {
  return `${formatCount(count)} ${count === 1 ? noun : noun.endsWith('s') ? `${noun}es` : `${noun}s`}`
}
