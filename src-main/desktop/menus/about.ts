import type { Question } from '../dialogs/question.ts'

export interface AboutFacts {
  readonly version: string
  readonly versions: { readonly electron?: string; readonly chrome?: string; readonly node: string }
  readonly system: string
  readonly home: string
  readonly mode: 'own' | 'attached'
}

/** What this application is, for whoever asks or reports a fault. */
export function aboutQuestion({ version, versions, system, home, mode }: AboutFacts): Question {
  return {
    type: 'info',
    message: `Interlock ${version}`,
    detail: [
      `Electron ${versions.electron ?? '–'}`,
      `Chromium ${versions.chrome ?? '–'}`,
      `Node ${versions.node}`,
      system,
      '',
      mode === 'own'
        ? 'The core runs in this application.'
        : 'The core runs as a process of its own; this application is attached to it.',
      `Data directory: ${home}`,
    ].join('\n'),
    buttons: ['Close'],
    refuse: 0,
    enter: 0,
  }
}
