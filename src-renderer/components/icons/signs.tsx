import { drawn } from './icon.tsx'

export const OverviewIcon = drawn(<path d="M2 2.5h5v5H2zM9 2.5h5v3H9zM9 7.5h5v6H9zM2 9.5h5v4H2z" />)
export const JobsIcon = drawn(<path d="M2 3.5h1M2 8h1M2 12.5h1M5.5 3.5H14M5.5 8H14M5.5 12.5H14" />)
export const SchedulesIcon = drawn(<path d="M2 3.25h12v10.5H2zM2 6.5h12M5.25 1.5v3M10.75 1.5v3M8 8.5v2.25h2" />)
export const LedgerIcon = drawn(
  <path d="M6.5 5.5H4.75a2.5 2.5 0 0 0 0 5H6.5M9.5 5.5h1.75a2.5 2.5 0 0 1 0 5H9.5M5.5 8h5" />,
)
export const SettingsIcon = drawn(<path d="M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6M10 2.75v3.5M6 9.75v3.5" />)
export const InboxIcon = drawn(<path d="M2 9.5h3.5l1 1.75h3l1-1.75H14M4 3h8l2 6.5v3.75H2V9.5z" />)
export const DoctorIcon = drawn(<path d="M1.75 8.25h3l1.75-5 3 9.5 1.75-4.5h3" />)
export const MenuIcon = drawn(<path d="M2 4h12M2 8h12M2 12h12" />)
export const PlusIcon = drawn(<path d="M8 3v10M3 8h10" />)
export const CrossIcon = drawn(<path d="m3.75 3.75 8.5 8.5m0-8.5-8.5 8.5" />)
export const CheckIcon = drawn(<path d="m3 8.5 3.25 3.25L13 4.5" />)
export const DashIcon = drawn(<path d="M3.5 8h9" />)
export const ChevronDownIcon = drawn(<path d="m4 6 4 4 4-4" />)
export const ChevronUpIcon = drawn(<path d="m4 10 4-4 4 4" />)
export const ChevronRightIcon = drawn(<path d="m6 4 4 4-4 4" />)
export const ArrowUpIcon = drawn(<path d="M8 13V3.5M4 7l4-4 4 4" />)
export const ArrowDownIcon = drawn(<path d="M8 3v9.5M4 9l4 4 4-4" />)
export const CopyIcon = drawn(<path d="M5.75 5.75v-3.5h8v8h-3.5M2.25 5.75h8v8h-8z" />)
export const SearchIcon = drawn(<path d="M7 2.25a4.75 4.75 0 1 1 0 9.5 4.75 4.75 0 0 1 0-9.5M10.5 10.5l3.25 3.25" />)
export const FilterIcon = drawn(<path d="M2 3.5h12M4.5 8h7M6.75 12.5h2.5" />)
export const WarningIcon = drawn(<path d="M8 2 14.5 13.5h-13zM8 6.5v3M8 11.5v.05" />)
export const InfoIcon = drawn(<path d="M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5M8 7.25v4M8 4.75v.05" />)
export const PlayIcon = drawn(<path d="M4.5 2.75v10.5L13 8z" />)
export const PauseIcon = drawn(<path d="M5 3v10M11 3v10" />)
export const FolderIcon = drawn(<path d="M1.75 3.25h4.5l1.5 2h6.5v8H1.75z" />)
export const LockedIcon = drawn(<path d="M3.25 7h9.5v6.75h-9.5zM5.25 7V5a2.75 2.75 0 0 1 5.5 0v2" />)
export const OpenLockIcon = drawn(<path d="M3.25 7h9.5v6.75h-9.5zM5.25 7V5a2.75 2.75 0 0 1 5.25-1.15" />)
export const SecretIcon = drawn(
  <path d="M5 4.75a3.25 3.25 0 1 1 0 6.5 3.25 3.25 0 0 1 0-6.5M8.25 8h6v2.5M11.75 8v2M5 8v.05" />,
)
export const KeyboardIcon = drawn(
  <path d="M1.5 4h13v8.5h-13zM4 6.75h.05M6.65 6.75h.05M9.3 6.75h.05M12 6.75h.05M4.75 10h6.5" />,
)
export const ShieldIcon = drawn(
  <path d="M8 1.75 13.25 3.5v4.25c0 3-2.1 5.3-5.25 6.5-3.15-1.2-5.25-3.5-5.25-6.5V3.5z" />,
)
export const DocumentIcon = drawn(<path d="M3.25 1.75h6l3.5 3.5v9h-9.5zM5.75 8h4.5M5.75 10.75h4.5" />)
export const EndpointIcon = drawn(<path d="M2 2.75h12v4.5H2zM2 8.75h12v4.5H2zM4.5 5h.05M4.5 11h.05M7.5 5h4M7.5 11h4" />)
export const ChainIcon = drawn(<path d="M1.75 3h4.5v3h-4.5zM9.75 10h4.5v3h-4.5zM6.25 4.5H8v7h1.75" />)
export const SendIcon = drawn(<path d="M14 2 1.75 6.75 6.5 9.5 9.25 14.25zM14 2 6.5 9.5" />)
export const AgentIcon = drawn(
  <path d="M3 5.75h10v7.5H3zM8 5.75v-2.5M8 3.25v-.05M6 9v.5M10 9v.5M1.25 8.5v2M14.75 8.5v2" />,
)
export const MoreIcon = drawn(<path d="M8 3.25v.05M8 8v.05M8 12.75v.05" strokeWidth={2} />)
export const PolicyIcon = drawn(
  <path d="M3.25 1.75h9.5v12.5h-9.5zM5.5 5.25l1 1 1.75-2M9.75 5.25h1M5.5 9.5l1 1 1.75-2M9.75 9.5h1" />,
)
export const NetworkIcon = drawn(
  <path d="M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5M1.75 8h12.5M8 1.75c2.2 2 2.9 4 2.9 6.25S10.200 12.250 8 14.250C5.800 12.250 5.100 10.250 5.100 8S5.800 3.750 8 1.750" />,
)
