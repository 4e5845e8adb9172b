/** The platform that is meant where none is named: the one that is configured, where there is but one. */
export function onlyOf(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}
