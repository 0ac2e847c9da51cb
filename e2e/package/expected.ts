import { SYSTEMS, type Architecture, type System } from './systems.ts'

/** Everything of ours that a package may hold. */
export function expectedFiles(system: System, architecture: Architecture): RegExp[] {
  const target = `${SYSTEMS[system].platform}-${architecture}`
  return [
    /^package\.json$/,
    /^dist\/(cli|daemon|desktop|reader|worker)\.js$/,
    /^dist\/preload\.cjs$/,
    /^dist\/trust\.mjs$/,
    /^dist\/chunks\/[\w.-]+-[\w-]{8}\.js$/,
    /^dist\/renderer\/(index\.html|icon\.svg|theme\.js)$/,
    /^dist\/renderer\/assets\/[\w.-]+-[\w-]{8}\.(js|css|svg|png|woff2)$/,
    /^docs\/[\w-]+\.md$/,
    /^resources\/apparmor\/bwrap$/,
    /^resources\/demo-workspace\/(docs\/|src\/|stations\/|test\/)?[\w.-]+\.(js|json|md)$/,
    /^resources\/icons\/(linux|tray\/(linux|mac|windows))\/[\w@.-]+\.(png|ico)$/,
    /^resources\/licences\/(THIRD-PARTY-NOTICES\.txt|sbom\.cdx\.json)$/,
    /^resources\/service\/[\w.-]+\.(plist|service|xml)$/,
    /^resources\/verify-evidence\.mjs$/,
    /^node_modules\/better-sqlite3\/(LICENSE|package\.json|lib\/(methods\/)?[a-z-]+\.js)$/,
    new RegExp(`^node_modules/better-sqlite3/prebuilds/${target}\\.node$`),
    ...(system === 'win'
      ? [
          /^node_modules\/koffi\/(LICENSE\.txt|package\.json|(src\/koffi\/)?(index|indirect)\.c?js)$/,
          new RegExp(`^node_modules/@koromix/koffi-${target}/`),
        ]
      : []),
  ]
}
