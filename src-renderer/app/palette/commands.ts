import { createContext, useContext, useEffect, useLayoutEffect, useRef } from 'react'
import type { Icon } from '../../components/index.ts'

/** Something the palette offers. */
export interface Command {
  /** Stays the same for good, since recent ones are remembered by it: `jobs.cancel`. */
  readonly id: string
  /** Verb and object, in sentence case: `Cancel 3 jobs`. */
  readonly label: string
  /** Its key as bindings are written, where it has one. Shown, not bound. */
  readonly keys?: string
  readonly icon?: Icon
  /** Further words it is found by. */
  readonly words?: string
  /** Beside the label, in small: what it is about. */
  readonly aside?: string
  /** Can be done from every page, so what belongs to this one comes before it. */
  readonly everywhere?: boolean
  /** Why it cannot be done now; it is shown with this and does nothing. */
  readonly disabledReason?: string | undefined
  /** It asks the core to change something, which needs contact. */
  readonly changes?: boolean
  readonly run: () => void
}

/** Opens the palette itself, for the menu of a desktop; the palette does not offer it. */
export const FIND = 'find'

/** Where commands of what is on screen are gathered. */
export interface CommandBoard {
  /** Adds a source that is asked whenever the palette opens; what it returns takes it away. */
  readonly add: (read: () => readonly Command[]) => () => void
  /** What can be done here: commands of what was put on screen last come first. */
  readonly here: () => Command[]
}

export function createCommandBoard(): CommandBoard {
  const sources = new Set<() => readonly Command[]>()
  return {
    add(read) {
      sources.add(read)
      return () => void sources.delete(read)
    },
    here() {
      const seen = new Set<string>()
      return [...sources]
        .toReversed()
        .flatMap((read) => read())
        .filter(({ id }) => !seen.has(id) && seen.add(id))
    },
  }
}

export const CommandContext = createContext<CommandBoard | undefined>(undefined)

export function useCommandBoard(): CommandBoard {
  const board = useContext(CommandContext)
  if (!board) throw new Error('No commands around this component.')
  return board
}

/** Offers commands in the palette while the component is there: what can be done with this page, this selection. */
export function useCommands(commands: readonly Command[]): void {
  const board = useCommandBoard()
  const latest = useRef(commands)
  useLayoutEffect(() => {
    latest.current = commands
  })
  useEffect(() => board.add(() => latest.current), [board])
}
