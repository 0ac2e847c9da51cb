import { useQuery } from '@tanstack/react-query'
import { statusQuery, useClient } from '../../app/index.ts'
import { Facts } from './facts.tsx'
import { Licences } from './licences.tsx'
import { Skeleton, Time } from '../../components/index.ts'

/** What this installation is. */
export function About() {
  const { data: status } = useQuery(statusQuery(useClient()))
  if (!status) return <Skeleton rows={5} />
  const { core } = status
  return (
    <div className="flex flex-col gap-6">
      <Facts
        facts={[
          ['Version', core.version],
          ['Started', <Time key="started" at={core.started_at} show="exact" />],
          ['Process', `${core.pid}, ${core.shell === 'daemon' ? 'without a window of its own' : core.shell}`],
          ['Node', core.node],
          ['Platform', core.platform],
        ]}
      />
      <p className="max-w-[72ch] text-ink-2">
        Interlock is yours to read. It talks to this machine only; nothing is sent anywhere unless a job is allowed to.
      </p>
      <section className="flex flex-col gap-2">
        <h2 className="font-strong">The work of others in it</h2>
        <p className="max-w-[72ch] text-ink-2">
          Each licence once, after the packages it covers. For programs the same list lies as{' '}
          <code>resources/licences/sbom.cdx.json</code> in the installation.
        </p>
        <Licences />
      </section>
    </div>
  )
}
