export { eventTexts } from './events.ts'
export { limitTexts } from './limits.ts'
export { importWhyTexts, rowProblemTexts } from './imports.ts'
export {
  actWords,
  changeSentence,
  countedJobs,
  doneWords,
  keepWords,
  leftSentences,
  progressWords,
  skipSentences,
  undoneWords,
} from './operations.ts'
export { appArmorRemedy, packagesRemedy, sandboxPromiseTexts, sandboxRemedies } from './sandbox.ts'
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
