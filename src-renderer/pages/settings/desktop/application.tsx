import type { Power, ShellInfo } from '#schemas'
import { problemOf, type ShellClient } from '../../../app/index.ts'
import { Button, CopyButton, ErrorPanel, Panel, Skeleton } from '../../../components/index.ts'
import { Facts } from '../facts.tsx'
import { useDesktopActs, useShellInfo } from './use-desktop.ts'

const DISPLAYS: Readonly<Record<ShellInfo['display'], string>> = {
  x11: 'X11',
  wayland: 'Wayland',
  native: 'the system’s own',
  unknown: 'unknown',
}

/** What this application is and where it runs. */
export function Application({ shell }: { shell: ShellClient }) {
  const { data: info, error } = useShellInfo(shell)
  const { reveal } = useDesktopActs(shell)
  if (error) return <ErrorPanel {...problemOf(error, 'Everything else here works without it.')} />
  if (info === undefined) return <Skeleton rows={6} />
  return (
    <Panel
      title="This application"
      aside={
        <>
          <Button size="small" onClick={() => reveal.mutate('home')}>
            Show data directory
          </Button>
          <Button size="small" onClick={() => reveal.mutate('logs')}>
            Show logs
          </Button>
        </>
      }
    >
      <Facts
        facts={[
          ['Version', `${info.version}${info.packaged ? '' : ', built from source'}`],
          [
            'Core',
            info.core === 'own'
              ? 'runs in this application'
              : 'runs as a service, to which this application is attached',
          ],
          [
            'Data directory',
            <span key="home" className="inline-flex items-start gap-1">
              <span className="font-mono text-meta leading-5 break-all">{info.home}</span>
              <CopyButton text={info.home} label="Copy the path" />
            </span>,
          ],
          ['Tray', info.tray ? 'an icon is there' : 'your system shows none; closing minimises the window'],
          ['Power', powerWords(info.power)],
          ...(info.display === 'native' ? [] : ([['Display', DISPLAYS[info.display]]] as const)),
          ['Electron', `${info.electron}, Chromium ${info.chromium}, Node ${info.node}`],
        ]}
      />
    </Panel>
  )
}

function powerWords(power: Power | null): string {
  switch (power?.source) {
    case 'ac':
      return 'mains'
    case 'battery':
      return power.defers ? 'battery; jobs that may wait do' : 'battery'
    case 'saver':
      return power.defers ? 'saving energy; jobs that may wait do' : 'saving energy'
    default:
      return 'not known'
  }
}
