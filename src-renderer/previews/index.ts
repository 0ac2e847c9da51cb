/** What runs made, drawn for people, wherever a page shows it. */
export { ArtifactPreview, type ArtifactPreviewProps } from './artifact-preview.tsx'
export { CommandList, type ListedCommand } from './command-list.tsx'
export { DocumentView } from './document-view.tsx'
export { IndexRows, type IndexRowsProps } from './index-rows.tsx'
export { hasPassed, TestReport } from './test-report.tsx'
export { TextBlock } from './text-block.tsx'
export { useArtifactText } from './use-artifact-text.ts'
