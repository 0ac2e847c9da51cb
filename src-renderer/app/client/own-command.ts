const NAME = 'interlock.command'
const PLAIN = 'interlock'

/** Where the browser keeps nothing, it is known as long as the page. */
let unkept: string | undefined

/** What starts the command line of this installation, as the core last said; it is needed most when the core says nothing. */
export function ownCommand(): string {
  if (unkept !== undefined) return unkept
  try {
    return localStorage.getItem(NAME) ?? PLAIN
  } catch {
    // Storage can be switched off in the browser.
    return PLAIN
  }
}

export function keepOwnCommand(command: string): void {
  unkept = command
  try {
    localStorage.setItem(NAME, command)
  } catch {
    // Switched off, or full.
  }
}

/** A text of the catalogue with its commands as they are typed on this machine. */
export function asTypedHere(text: string, command: string = ownCommand()): string {
  return text.replace(/(?<![\w/.-])interlock (?=[a-z])/g, () => `${command} `)
}
