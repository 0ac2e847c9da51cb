import { PageTitle } from '../../app/index.ts'

export function Ledger() {
  return <PageTitle text="Ledger" />
}
