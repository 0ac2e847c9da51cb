import type { TestRunnerResult, Verdict } from '#schemas'
import { Panel, StateMark } from '../../components/index.ts'
import { hasPassed, TestReport } from '../../previews/index.ts'

interface TestResultProps {
  readonly result: TestRunnerResult
  readonly verdict: Verdict | null
}

/** The commands of a test run, and how many of them passed. */
export function TestResult({ result, verdict }: TestResultProps) {
  return (
    <Panel
      title="Commands"
      flush
      aside={
        <>
          {verdict && <StateMark of="verdict" state={verdict} look="outlined" />}
          <span>
            {result.results.filter(hasPassed).length} of {result.results.length} ended with 0
          </span>
        </>
      }
    >
      <TestReport report={result} />
    </Panel>
  )
}
