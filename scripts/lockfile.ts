/** A package of a lock file, as far as it is looked at. */
interface LockedPackage {
  integrity?: string;
  resolved?: string;
  link?: boolean;
}

/**
 * What is wrong with a lock file: one with addresses in it installs from those and from nowhere else, and a package
 * without a hash may be another than the one that was locked. npm leaves the hash out for packages of other systems when it
 * makes the file from what is installed.
 */
export function lockfileProblems(name: string, text: string): string[] {
  // The form of version 3, which npm writes.
  const { packages } = JSON.parse(text) as { packages: Record<string, LockedPackage> };
  const locked = Object.entries(packages).filter(([path, { link }]) => path !== '' && link !== true);
  const problems = locked
    .filter(([, { integrity }]) => integrity === undefined)
    .map(([path]) => `${name}: ${path} has no "integrity": remove it there and run npm install --package-lock-only`);
  if (locked.some(([, { resolved }]) => resolved !== undefined)) {
    problems.push(`${name} has "resolved" addresses: make it with omit-lockfile-registry-resolved`);
  }
  return problems;
}
