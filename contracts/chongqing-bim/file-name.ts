/**
 * The file type as the platform writes it: with the dot, in the name's own case; empty for a name without one.
 */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 && dot < name.length - 1 ? name.slice(dot) : '';
}
