import { EndpointFacts } from '../endpoints/index.ts'
import { Answer, Fact, Facts } from './answer.tsx'

/** Which models answer, where any are named. */
export function Models() {
  return (
    <EndpointFacts>
      {(facts) => (
        <Answer question="Models">
          <Facts>
            {facts.map(({ key, fact }) => (
              <Fact key={key}>{fact}</Fact>
            ))}
          </Facts>
        </Answer>
      )}
    </EndpointFacts>
  )
}
