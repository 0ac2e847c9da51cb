import { type ChangedKeys, fixedKeys, isFixed, isFixedChord, isReserved, keysProblems } from '#schemas'

/** A key that can be changed. Its name is kept on the desk, so it stays the same for good. */
export interface KeyEntry {
  readonly name: string
  /** As bindings are written, before anybody has changed it. */
  readonly keys: string
  readonly label: string
  readonly group: 'Move' | 'Act' | 'Decide' | 'Go to' | 'Everywhere'
  /** Must hold Ctrl or Cmd and cannot be switched off: it has to act while one types, and has to be there. */
  readonly fixed?: boolean
}

/** One key means one thing everywhere, so what a key is by default names what it does. */
export const KEY_TABLE: readonly KeyEntry[] = [
  {
    name: 'kill_switch',
    keys: 'Mod+Shift+x',
    label: 'Engage kill switch, then hard stop',
    group: 'Everywhere',
    fixed: true,
  },
  { name: 'palette', keys: 'Mod+k', label: 'Find anything', group: 'Everywhere', fixed: true },
  { name: 'keys', keys: '?', label: 'Show the keys that work here', group: 'Everywhere' },
  { name: 'row.next', keys: 'j', label: 'Next row', group: 'Move' },
  { name: 'row.previous', keys: 'k', label: 'Previous row', group: 'Move' },
  { name: 'row.peek', keys: ' ', label: 'Look at the row beside the list', group: 'Move' },
  { name: 'list.previous', keys: '[', label: 'Previous of the list I came from', group: 'Move' },
  { name: 'list.next', keys: ']', label: 'Next of the list I came from', group: 'Move' },
  { name: 'filter', keys: '/', label: 'Filter or find', group: 'Move' },
  { name: 'view.other', keys: 'v', label: 'Other view: table, compare', group: 'Move' },
  { name: 'news', keys: 'u', label: 'Show what is new', group: 'Move' },
  { name: 'pause', keys: 'Shift+u', label: 'Pause or resume live lists', group: 'Move' },
  { name: 'job.add', keys: 'c', label: 'Add job', group: 'Act' },
  { name: 'row.select', keys: 'x', label: 'Select the row', group: 'Act' },
  { name: 'select.down', keys: 'Shift+j', label: 'Extend the selection down', group: 'Act' },
  { name: 'select.up', keys: 'Shift+k', label: 'Extend the selection up', group: 'Act' },
  { name: 'actions', keys: 'm', label: 'Actions', group: 'Act' },
  { name: 'copy', keys: 'y', label: 'Copy', group: 'Act' },
  { name: 'undo', keys: 'z', label: 'Undo', group: 'Act' },
  { name: 'diff', keys: 'd', label: 'Show the difference', group: 'Decide' },
  { name: 'accept', keys: 'a', label: 'Accept', group: 'Decide' },
  { name: 'reject', keys: 'r', label: 'Reject', group: 'Decide' },
  { name: 'edit', keys: 'e', label: 'Edit', group: 'Decide' },
  { name: 'note', keys: 'n', label: 'Note', group: 'Decide' },
  { name: 'promote', keys: 'p', label: 'Promote', group: 'Decide' },
  { name: 'later', keys: 's', label: 'Later', group: 'Decide' },
  ...(
    [
      ['o', 'Overview'],
      ['j', 'Jobs'],
      ['s', 'Schedules'],
      ['a', 'Approvals'],
      ['r', 'Review'],
      ['l', 'Ledger'],
      ['p', 'Policies'],
      ['b', 'Sandbox'],
      ['d', 'Doctor'],
      ['w', 'Workers'],
      ['e', 'Endpoints'],
      ['m', 'Memories'],
      ['t', 'Projects'],
      ['c', 'Connectors'],
      ['i', 'Agents'],
      ['n', 'Inbox'],
      [',', 'Settings'],
    ] as const
  ).map(([key, page]) => ({
    name: `go.${page.toLowerCase()}`,
    keys: `g ${key}`,
    label: page,
    group: 'Go to' as const,
  })),
]

const byKeys = new Map(KEY_TABLE.map((entry) => [entry.keys, entry]))

/** The keys that do now what `keys` does by default; null where it was switched off. What must not be changed so is not. */
export function keysInForce(keys: string, changed: ChangedKeys): string | null {
  const entry = byKeys.get(keys)
  if (entry === undefined) return keys
  if (isFixed(entry.name)) return fixedKeys(entry.name, changed)
  const now = changed[entry.name]
  if (now === undefined || now === null) return now === undefined ? keys : null
  const { kill_switch = null, palette = null } = changed
  const taken = keysProblems({ kill_switch, palette, [entry.name]: now }).some(({ name }) => name === entry.name)
  return taken || keysProblem(entry, now) !== undefined ? keys : now
}

/** Why `keys` cannot be what `entry` is reached by; undefined where it can. */
export function keysProblem(entry: KeyEntry, keys: string): string | undefined {
  if (keys.split(' ').length > 2) return 'At most two keys, one after the other.'
  const last = keys.split('+').at(-1) ?? ''
  if (['Escape', 'Enter', 'Tab', 'Backspace', 'Delete'].includes(last) && !keys.includes('Mod'))
    return 'Esc, Enter, Tab and Delete keep their meaning.'
  if (keys.startsWith('Arrow') || keys === 'Home' || keys === 'End')
    return 'The arrows, Home and End keep their meaning.'
  if (isReserved(keys)) return 'The browser or the console keeps this one for itself.'
  if (entry.fixed === true && !isFixedChord(keys))
    return 'It must be one chord with Ctrl or Cmd, so that typing never sets it off.'
  return undefined
}

/** The other entries that would be reached by `keys`, or could not be told apart from it: one that begins the other. */
export function keysTakenBy(entry: KeyEntry, keys: string, changed: ChangedKeys): KeyEntry[] {
  return KEY_TABLE.filter((other) => {
    if (other === entry) return false
    const theirs = keysInForce(other.keys, changed)
    return theirs !== null && (theirs === keys || theirs.startsWith(`${keys} `) || keys.startsWith(`${theirs} `))
  })
}
