/** What the operator grants the jobs of a workspace: programs to see, as a JSON list of `Toolchain`, and less sandbox. */
export const workspaceGrants = /* sql */ `
ALTER TABLE workspace ADD COLUMN toolchains TEXT NOT NULL DEFAULT '[]';
ALTER TABLE workspace ADD COLUMN sandbox_floor TEXT;
`
