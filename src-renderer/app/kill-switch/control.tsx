import { useQuery } from '@tanstack/react-query'
import { killSwitchTexts } from '#schemas/texts'
import {
  Button,
  ChevronDownIcon,
  IconButton,
  Kbd,
  Menu,
  OctagonIcon,
  RingIcon,
  Tooltip,
  UnknownIcon,
} from '../../components/index.ts'
import { useClient } from '../client/client.ts'
import { killSwitchQuery } from '../client/queries.ts'
import { useKillSwitch } from './room.tsx'

/** Top right of every page: what the switch is, and how to engage it. While engaged the band takes over. */
export function KillSwitchControl() {
  const { view, engage } = useKillSwitch()
  const { isPending } = useQuery(killSwitchQuery(useClient()))
  if (view.show === 'engaged' || view.show === 'engaged_hard') return null
  const unknown = view.show === 'unknown'
  return (
    // Above every dialog's shade (z-30) and content (z-40).
    <div
      role="group"
      aria-label="Kill switch"
      data-kill-switch={view.show}
      className={
        unknown
          ? 'relative z-50 flex h-8 shrink-0 items-center rounded-sm border border-dashed border-ask bg-surface'
          : 'relative z-50 flex h-8 shrink-0 items-center rounded-sm border border-control bg-surface'
      }
    >
      <span role="status" className="flex items-center gap-1.5 px-2 whitespace-nowrap">
        {view.show === 'engaging' ? (
          <span className="text-warn">{view.hard ? 'Hard stop…' : 'Engaging…'}</span>
        ) : unknown ? (
          <span className="inline-flex items-center gap-1.5 text-ask">
            <UnknownIcon />
            {view.asked ? 'Engaging…, state unknown' : isPending ? 'Asking…' : 'State unknown'}
          </span>
        ) : (
          <span className="inline-flex items-center gap-1.5 text-neutral">
            <RingIcon />
            {killSwitchTexts.released.word}
          </span>
        )}
      </span>
      <Tooltip
        side="bottom"
        text={
          <>
            Nothing new starts; running work stops at its next step. <Kbd keys="Mod+Shift+X" />
          </>
        }
      >
        <Button
          look="quiet"
          size="small"
          className="rounded-none border-0 border-l border-control font-strong text-ink"
          onClick={() => engage(false)}
        >
          <span>
            Engage<span className="max-lg:sr-only"> kill switch</span>
          </span>
        </Button>
      </Tooltip>
      <Menu
        label="More of the kill switch"
        trigger={
          <IconButton
            icon={ChevronDownIcon}
            label="More of the kill switch"
            size="small"
            className="rounded-l-none border-0 border-l border-control"
          />
        }
        items={[{ label: 'Hard stop now', icon: OctagonIcon, danger: true, onSelect: () => engage(true) }]}
      />
    </div>
  )
}
