import { PageTitle } from '../../app/index.ts'

export function Overview() {
  return <PageTitle text="Overview" />
}
