import type { OwnFolder, PageAct } from '#schemas'
import { waitingWords } from '../approvals/waiting-words.ts'
import type { CoreState } from '../core-side/types.ts'

/** What commands are drawn from. */
export interface MenuState {
  readonly core: Pick<CoreState, 'contact' | 'killSwitch' | 'pendingApprovals' | 'canRunHere' | 'otherVersion'>
  /** The chord of the kill switch in the console, as menus write it. */
  readonly killAccelerator: string | undefined
  /** It was said that Interlock quits once nothing runs. */
  readonly quits: boolean
  /** The version that is installed once nothing runs, as was said; undefined where none is. */
  readonly installs: string | undefined
}

/** What commands do. */
export interface MenuActs {
  readonly engage: () => void
  readonly hardStop: () => void
  readonly release: () => void
  readonly openApprovals: () => void
  /** Shows a page of the console, in a window that comes to the front. */
  readonly go: (path: string) => void
  /** Has the page do something, in a window that comes to the front. */
  readonly act: (act: PageAct) => void
  readonly showWindow: () => void
  readonly reload: () => void
  /** Runs the core in this application, where another process had it and is gone. */
  readonly runCoreHere: () => void
  /** Asks what to do about a core of another version. */
  readonly aboutOtherVersion: () => void
  readonly openFolder: (folder: OwnFolder) => void
  readonly openDocs: () => void
  readonly about: () => void
  readonly quit: () => void
  /** Takes a quit back that waits. */
  readonly stay: () => void
  /** Takes an installation back that waits. */
  readonly installLater: () => void
}

/** One thing that can be done from outside a page: the same in every menu, and in tests. */
export interface Command {
  readonly id: string
  readonly label: (state: MenuState) => string
  readonly accelerator?: (state: MenuState) => string | undefined
  readonly enabled?: (state: MenuState) => boolean
  readonly run: (acts: MenuActs) => void
}

/** Pages in the order of the rail, by what the rail calls them. */
export const PAGES = [
  ['overview', 'Overview', '/'],
  ['jobs', 'Jobs', '/jobs'],
  ['schedules', 'Schedules', '/schedules'],
  ['outbox', 'Outbox', '/outbox'],
  ['approvals', 'Approvals', '/approvals'],
  ['review', 'Review', '/review'],
  ['ledger', 'Ledger', '/ledger'],
  ['policies', 'Policies', '/policies'],
  ['sandbox', 'Sandbox', '/sandbox'],
  ['doctor', 'Doctor', '/doctor'],
  ['endpoints', 'Endpoints', '/endpoints'],
  ['agents', 'Agents', '/agents'],
  ['inbox', 'Inbox', '/inbox'],
] as const

/** So many pages have a number for a key. */
const NUMBERED = 9

const THEMES = [
  ['system', 'Theme of the system'],
  ['light', 'Light theme'],
  ['dark', 'Dark theme'],
] as const

const isKnown = ({ core }: MenuState) => core.contact === 'live'
const isEngaged = ({ core }: MenuState) => core.killSwitch.mode !== 'released'
const isHard = ({ core }: MenuState) => core.killSwitch.mode === 'engaged_hard'

const goTo = (path: string) => (acts: MenuActs) => acts.go(path)

export const COMMANDS = {
  'kill.engage': {
    id: 'kill.engage',
    label: () => 'Engage kill switch',
    accelerator: ({ killAccelerator }) => killAccelerator,
    // What is not known is better engaged once more.
    enabled: (state) => !(isKnown(state) && isEngaged(state)),
    run: (acts) => acts.engage(),
  },
  'kill.hard': {
    id: 'kill.hard',
    label: () => 'Hard stop in 3 s…',
    enabled: (state) => !(isKnown(state) && isHard(state)),
    run: (acts) => acts.hardStop(),
  },
  'kill.release': {
    id: 'kill.release',
    label: () => 'Release the kill switch…',
    enabled: (state) => isKnown(state) && isEngaged(state),
    run: (acts) => acts.release(),
  },
  'approvals.open': {
    id: 'approvals.open',
    label: ({ core: { pendingApprovals: count } }) => (count === 0 ? waitingWords(0) : `${waitingWords(count)}…`),
    enabled: (state) => isKnown(state) && state.core.pendingApprovals > 0,
    run: (acts) => acts.openApprovals(),
  },
  'job.add': {
    id: 'job.add',
    label: () => 'Add job',
    accelerator: () => 'CommandOrControl+N',
    run: goTo('/jobs/new'),
  },
  find: {
    id: 'find',
    label: () => 'Find anything…',
    accelerator: () => 'CommandOrControl+K',
    run: (acts) => acts.act('find'),
  },
  'live.pause': {
    id: 'live.pause',
    label: () => 'Pause or resume live lists',
    run: (acts) => acts.act('live.pause'),
  },
  'keys.show': {
    id: 'keys.show',
    label: () => 'Keys that work here',
    run: (acts) => acts.act('keys.show'),
  },
  settings: {
    id: 'settings',
    label: () => 'Settings…',
    accelerator: () => 'CommandOrControl+,',
    run: goTo('/settings'),
  },
  'page.reload': {
    id: 'page.reload',
    label: () => 'Reload page',
    accelerator: () => 'CommandOrControl+R',
    run: (acts) => acts.reload(),
  },
  'core.run_here': {
    id: 'core.run_here',
    label: () => 'Run the core in this application',
    enabled: ({ core }) => core.canRunHere,
    run: (acts) => acts.runCoreHere(),
  },
  'core.other': {
    id: 'core.other',
    label: ({ core }) => `Interlock ${core.otherVersion ?? ''} runs here…`,
    enabled: ({ core }) => core.otherVersion !== null,
    run: (acts) => acts.aboutOtherVersion(),
  },
  'window.show': { id: 'window.show', label: () => 'Open Interlock', run: (acts) => acts.showWindow() },
  'folder.logs': { id: 'folder.logs', label: () => 'Open logs folder', run: (acts) => acts.openFolder('logs') },
  'folder.home': { id: 'folder.home', label: () => 'Open data directory', run: (acts) => acts.openFolder('home') },
  docs: { id: 'docs', label: () => 'Documentation', accelerator: () => 'F1', run: (acts) => acts.openDocs() },
  about: { id: 'about', label: () => 'About Interlock', run: (acts) => acts.about() },
  'quit.waits': {
    id: 'quit.waits',
    label: () => 'Quits once nothing runs',
    // It says how things stand.
    enabled: () => false,
    run: () => undefined,
  },
  'quit.stay': { id: 'quit.stay', label: () => 'Stay open', run: (acts) => acts.stay() },
  'update.waits': {
    id: 'update.waits',
    label: ({ installs }) => `Interlock ${installs ?? ''} will be installed when the running work ends`,
    // It says how things stand.
    enabled: () => false,
    run: () => undefined,
  },
  'update.later': { id: 'update.later', label: () => 'Do not install it yet', run: (acts) => acts.installLater() },
  quit: {
    id: 'quit',
    label: () => 'Quit Interlock',
    accelerator: () => 'CommandOrControl+Q',
    run: (acts) => acts.quit(),
  },
} satisfies Record<string, Command>
export type CommandId = keyof typeof COMMANDS

export const PAGE_COMMANDS: readonly Command[] = PAGES.map(([id, label, path], at) => ({
  id: `go.${id}`,
  label: () => label,
  ...(at < NUMBERED && { accelerator: () => `CommandOrControl+${at + 1}` }),
  run: goTo(path),
}))

export const THEME_COMMANDS: readonly Command[] = THEMES.map(([theme, label]) => ({
  id: `theme.${theme}`,
  label: () => label,
  run: (acts) => acts.act(`theme.${theme}`),
}))
