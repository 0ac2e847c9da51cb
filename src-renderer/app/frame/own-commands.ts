import { useRouter } from '@tanstack/react-router'
import {
  BarsIcon,
  CheckIcon,
  KeyboardIcon,
  OctagonIcon,
  PauseIcon,
  PlayIcon,
  RingIcon,
  SettingsIcon,
} from '../../components/index.ts'
import { useDesk } from '../desk/use-desk.ts'
import { useInbox } from '../inbox/use-inbox.ts'
import { useKillSwitch } from '../kill-switch/index.ts'
import { useLive } from '../live/live.ts'
import { type Command, useCommands } from '../palette/commands.ts'

const THEMES = [
  ['system', 'Theme of the system'],
  ['light', 'Light theme'],
  ['dark', 'Dark theme'],
] as const

/** What can be done from every page. */
export function useOwnCommands({ showKeys }: { showKeys: () => void }): void {
  const router = useRouter()
  const { view, engage, openRelease } = useKillSwitch()
  const { paused, setPaused } = useLive()
  const { inbox, unread, readAll } = useInbox()
  const [display, changeDisplay] = useDesk('display')
  const engaged = view.show === 'engaged' || view.show === 'engaged_hard'
  const commands: Command[] = [
    {
      id: 'kill_switch.engage',
      label: 'Engage kill switch',
      words: 'stop halt',
      icon: BarsIcon,
      keys: 'Mod+Shift+x',
      disabledReason: engaged ? 'It is engaged.' : undefined,
      run: () => engage(false),
    },
    {
      id: 'kill_switch.hard',
      label: 'Hard stop now',
      words: 'kill switch end everything',
      icon: OctagonIcon,
      disabledReason: view.show === 'engaged_hard' ? 'It is in force.' : undefined,
      run: () => engage(true),
    },
    {
      id: 'kill_switch.release',
      label: 'Release the kill switch…',
      words: 'go on continue',
      icon: RingIcon,
      disabledReason: engaged ? undefined : view.show === 'unknown' ? 'Its state is not known.' : 'It is released.',
      run: openRelease,
    },
    {
      id: 'live.pause',
      label: paused ? 'Resume live lists' : 'Pause live lists',
      words: 'hold still freeze follow',
      icon: paused ? PlayIcon : PauseIcon,
      keys: 'Shift+u',
      run: () => setPaused(!paused),
    },
    {
      id: 'inbox.read',
      label: 'Mark all of the inbox read',
      icon: CheckIcon,
      changes: true,
      disabledReason: unread === 0 ? 'Nothing in it is new.' : undefined,
      run: () => inbox && readAll(inbox),
    },
    {
      id: 'keys.show',
      label: 'Show the keys that work here',
      words: 'shortcuts help',
      icon: KeyboardIcon,
      keys: '?',
      run: showKeys,
    },
    {
      id: 'settings.keys',
      label: 'Change keys',
      words: 'shortcuts settings',
      icon: KeyboardIcon,
      run: () => void router.navigate({ href: '/settings/keys' }),
    },
    ...THEMES.map(([theme, label]) => ({
      id: `theme.${theme}`,
      label,
      words: 'theme appearance colours',
      icon: SettingsIcon,
      disabledReason: display.theme === theme ? 'It is in force.' : undefined,
      run: () => void changeDisplay((now) => ({ ...now, theme })),
    })),
  ]
  useCommands(commands.map((command) => ({ ...command, everywhere: true })))
}
