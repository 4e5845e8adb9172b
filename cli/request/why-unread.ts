/** Why a file could not be read, as the end of a sentence. `otherwise`: what to say of its text. */
export function whyUnread(error: unknown, otherwise: string): string {
  const words = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'does not exist';
  return `${otherwise}: ${words.split('\n', 1)[0] ?? ''}`;
}
