import { EventEmitter } from 'node:events'
import { needsReady } from '../base/phase.ts'
import { noteError, witness, type WitnessedDialog } from '../base/witness.ts'

interface Options {
  readonly message?: string
  readonly title?: string
  readonly detail?: string
  readonly type?: string
  readonly buttons?: string[]
  readonly defaultId?: number
  readonly cancelId?: number
  readonly checkboxLabel?: string
  readonly checkboxChecked?: boolean
  readonly signal?: AbortSignal
}

type Asked = [window: unknown, options: Options] | [options: Options]

const TYPES = ['none', 'info', 'warning', 'error', 'question']
const TEXTS = ['title', 'message', 'detail', 'checkboxLabel'] as const

/** Electron's own checks, in its words. */
function checkMessageBox(options: Options): void {
  if (!TYPES.includes(options.type ?? 'none')) throw new TypeError('Invalid message box type')
  if (!Array.isArray(options.buttons ?? [])) throw new TypeError('Buttons must be an array')
  for (const name of TEXTS)
    if (typeof (options[name] ?? '') !== 'string')
      throw new TypeError(
        `${name === 'checkboxLabel' ? name : name.replace(/^./, (first) => first.toUpperCase())} must be a string`,
      )
  if (options.checkboxChecked === true && !options.checkboxLabel)
    throw new Error('checkboxChecked requires that checkboxLabel also be passed')
}

/** What Escape answers. Without a word from the application it may be the button that agrees. */
function refusalOf({ buttons = [], cancelId, defaultId }: Options): number {
  if (cancelId !== undefined) return cancelId
  const named = buttons.findIndex((label) => /^(cancel|no)$/i.test(label))
  if (named >= 0) return named
  return defaultId === 0 && buttons.length > 1 ? 1 : 0
}

/** Puts the question where tests answer it; a signal or the end of its window refuses it. */
function ask<Answer>(kind: string, asked: Asked, refuse: (options: Options) => Answer): Promise<Answer> {
  needsReady('dialog module can only be used after app is ready')
  const [window, options] = asked.length === 2 ? asked : [undefined, asked[0]]
  if (kind === 'showMessageBox') checkMessageBox(options)
  return new Promise((resolve) => {
    const dialog: WitnessedDialog = {
      kind,
      window: window instanceof EventEmitter && 'id' in window ? Number(window.id) : null,
      options: { ...options, buttons: options.buttons ?? [], cancelId: refusalOf(options) },
      answered: undefined,
      answer(result) {
        if (dialog.answered !== undefined) return
        dialog.answered = result
        resolve(result as Answer)
      },
    }
    witness.dialogs.push(dialog)
    const giveUp = () => dialog.answer(refuse(options))
    options.signal?.addEventListener('abort', giveUp)
    if (options.signal?.aborted === true) giveUp()
    if (window instanceof EventEmitter) window.once('closed', giveUp)
  })
}

export const dialog = {
  showMessageBox: (...asked: Asked) =>
    ask('showMessageBox', asked, (options) => ({ response: refusalOf(options), checkboxChecked: false })),
  showErrorBox: (title: string, content: string) => noteError(`${title}: ${content}`),
}
