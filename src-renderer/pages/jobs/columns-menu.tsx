import { useDesk } from '../../app/index.ts'
import {
  ArrowDownIcon,
  ArrowUpIcon,
  Button,
  Checkbox,
  ChevronDownIcon,
  ChipChoice,
  IconButton,
  Popover,
} from '../../components/index.ts'
import { JOB_COLUMNS, type JobColumn, moved, offered, sameColumns, switched, USUAL_COLUMNS } from './columns.ts'

interface ColumnsMenuProps {
  readonly columns: readonly JobColumn[]
  readonly onChange: (columns: readonly JobColumn[]) => void
}

const DENSITIES = [
  { density: 'compact', label: 'Compact' },
  { density: 'normal', label: 'Normal' },
  { density: 'roomy', label: 'Roomy' },
] as const

/** Which columns the list has, in which order, and how high its rows are. Kept in the core, so every window has them. */
export function ColumnsMenu({ columns, onChange }: ColumnsMenuProps) {
  const [display, changeDisplay] = useDesk('display')
  return (
    <Popover
      label="Columns"
      trigger={
        <Button>
          Columns <ChevronDownIcon size={14} />
        </Button>
      }
    >
      <ul aria-label="Columns" className="flex min-w-60 flex-col">
        {offered(columns).map(({ column, shown }) => (
          <li key={column} className="flex h-8 items-center gap-1 rounded-sm px-1.5 hover:bg-sunken">
            <Checkbox
              label={JOB_COLUMNS[column]}
              checked={shown}
              disabled={shown && columns.length === 1}
              onChange={() => onChange(switched(columns, column))}
              className={shown ? 'flex-1' : 'flex-1 text-ink-2'}
            />
            {shown && (
              <>
                <IconButton
                  size="small"
                  icon={ArrowUpIcon}
                  label={`Move ${JOB_COLUMNS[column]} to the left`}
                  disabled={column === columns[0]}
                  onClick={() => onChange(moved(columns, column, -1))}
                />
                <IconButton
                  size="small"
                  icon={ArrowDownIcon}
                  label={`Move ${JOB_COLUMNS[column]} to the right`}
                  disabled={column === columns.at(-1)}
                  onClick={() => onChange(moved(columns, column, 1))}
                />
              </>
            )}
          </li>
        ))}
      </ul>
      <div className="mt-1 flex flex-col gap-2 border-t border-line px-1.5 pt-2">
        <div role="group" aria-label="Height of rows" className="flex gap-1">
          {DENSITIES.map(({ density, label }) => (
            <ChipChoice
              key={density}
              chosen={display.density === density}
              onChange={() => void changeDisplay((now) => ({ ...now, density }))}
              className="flex-1 justify-center"
            >
              {label}
            </ChipChoice>
          ))}
        </div>
        <Button
          size="small"
          look="quiet"
          disabled={sameColumns(columns, USUAL_COLUMNS)}
          onClick={() => onChange(USUAL_COLUMNS)}
        >
          Usual columns
        </Button>
      </div>
    </Popover>
  )
}
