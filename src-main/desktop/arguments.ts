import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a start of the application asks for. */
export interface StartArguments {
  /** Arguments of a command line that is to be run in place of a window. */
  readonly cli: readonly string[] | undefined
  readonly home: string | undefined
  /** Starts without a window, as at login. */
  readonly hidden: boolean
  /** Links as they were given, and whole paths of files; what they are worth is looked at later. */
  readonly toOpen: readonly string[]
}

/** How many links and files one start may bring. */
const MAX_TO_OPEN = 20

/**
 * Reads the arguments of a start, its own or another's that was passed on. Chromium's switches, which anybody may add, are passed
 * over.
 * @param given without the program, and without the folder of the application where Electron was given one
 * @param folder where that start was made, for relative paths
 */
export function parseArguments(given: readonly string[], folder: string): StartArguments {
  // Before it stand switches of Chromium, such as those that let it do without a display (resources/linux/interlock).
  const first = given.findIndex((word, at) => !word.startsWith('-') && given[at - 1] !== '--home')
  if (given[first] === 'cli') return { cli: given.slice(first + 1), home: undefined, hidden: false, toOpen: [] }
  const toOpen: string[] = []
  let home: string | undefined
  let hidden = false
  for (let at = 0; at < given.length; at += 1) {
    const word = given[at] ?? ''
    if (word === '--home') home = given[(at += 1)]
    else if (word.startsWith('--home=')) home = word.slice('--home='.length)
    else if (word === '--hidden') hidden = true
    else if (!word.startsWith('-') && word !== '')
      toOpen.push(/^[a-z][a-z0-9+.-]+:/i.test(word) ? named(word) : resolve(folder, word))
  }
  const wholeHome = home === undefined || home === '' ? undefined : resolve(folder, home)
  return { cli: undefined, home: wholeHome, hidden, toOpen: toOpen.slice(0, MAX_TO_OPEN) }
}

/** The arguments after the program; of an unpackaged Electron after the folder it was told to run, whatever stands before that. */
export function givenArguments(argv: readonly string[], isPackaged: boolean): readonly string[] {
  const after = argv.slice(1)
  return isPackaged ? after : after.slice(after.findIndex((word) => !word.startsWith('-')) + 1)
}

/** File managers of Linux name a file of this machine by its address. One of another machine is not looked for. */
function named(address: string): string {
  try {
    return /^file:\/\/\//i.test(address) ? fileURLToPath(address) : address
  } catch {
    // Not one that can be a path; whoever opens it says so.
    return address
  }
}
