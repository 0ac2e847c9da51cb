/** The keys that have to be there whatever is arranged on the desk, by the name of what they do. */
export const FIXED_KEYS = { kill_switch: 'Mod+Shift+x', palette: 'Mod+k' } as const

/** What was changed: a key by the name of what it does, null for none. */
export type ChangedKeys = Readonly<Record<string, string | null>>

/** Chords that never reach a page, or that every page needs as they are. */
const RESERVED: ReadonlySet<string> = new Set(
  ['a', 'c', 'v', 'x', 'z', 'n', 't', 'w', 'q', 'r', 'l', 'Shift+n', 'Shift+t', 'Shift+w', 'Enter', 'Tab'].map(
    (key) => `Mod+${key}`,
  ),
)

/** One chord with Ctrl or Cmd in it, written as the console writes what was pressed. */
const FIXED_CHORD = /^Mod\+(?:Ctrl\+|Meta\+)?(?:Alt\+)?(?:Shift\+)?(?:[^\sA-Z+]|[A-Z][A-Za-z0-9]+)$/u

export function isFixed(name: string): name is keyof typeof FIXED_KEYS {
  return Object.hasOwn(FIXED_KEYS, name)
}

export function isReserved(keys: string): boolean {
  return RESERVED.has(keys)
}

/** Whether something that has to be there may be reached by `keys`: one chord that typing never sets off. */
export function isFixedChord(keys: string): boolean {
  return FIXED_CHORD.test(keys) && !RESERVED.has(keys)
}

/** The keys in force for what has to be there: the changed ones where they can be, else the first. */
export function fixedKeys(name: keyof typeof FIXED_KEYS, changed: ChangedKeys): string {
  const now = changed[name]
  return now === undefined || now === null || problemOfFixed(name, now) !== undefined ? FIXED_KEYS[name] : now
}

/** What must not be on the desk: what takes away a key that has to be there. One sentence for each, by its name. */
export function keysProblems(changed: ChangedKeys): { name: string; problem: string }[] {
  return Object.entries(changed).flatMap(([name, keys]) => {
    const problem = isFixed(name)
      ? problemOfFixed(name, keys)
      : keys === null
        ? undefined
        : problemOfOther(keys, changed)
    return problem === undefined ? [] : [{ name, problem }]
  })
}

function problemOfFixed(name: keyof typeof FIXED_KEYS, keys: string | null): string | undefined {
  if (keys === null) return 'It cannot be switched off.'
  if (!isFixedChord(keys)) return 'It must be one chord with Ctrl or Cmd that the browser leaves alone.'
  const others = Object.entries(FIXED_KEYS).filter(([other]) => other !== name)
  return others.some(([, first]) => first === keys) ? 'That key belongs to what has to be there.' : undefined
}

function problemOfOther(keys: string, changed: ChangedKeys): string | undefined {
  const kept = [...Object.values(FIXED_KEYS), fixedKeys('kill_switch', changed), fixedKeys('palette', changed)]
  const taken = kept.some((each) => each === keys || keys.startsWith(`${each} `))
  return taken ? 'That key belongs to what has to be there.' : undefined
}
