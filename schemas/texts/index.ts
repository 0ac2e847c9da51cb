export { eventTexts } from './events.ts'
export { limitTexts } from './limits.ts'
export { importWhyTexts, rowProblemTexts } from './imports.ts'
export { appArmorRemedy, packagesRemedy, sandboxPromiseTexts, sandboxRemedies } from './sandbox.ts'
export { operationKeptTexts, operationOutcomeTexts, operationSkipTexts } from './operations.ts'
export {
  artifactStateTexts,
  heldReasonTexts,
  jobStateTexts,
  killSwitchTexts,
  runStateTexts,
  sandboxLevelTexts,
  type StateText,
  type Tone,
  verdictTexts,
  workerStateTexts,
} from './states.ts'
export { waitingText, waitingWord } from './waiting.ts'
